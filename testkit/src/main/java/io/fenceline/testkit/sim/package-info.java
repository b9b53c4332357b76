/** The simulated world, and the oracle that knows which data a read may return. */
@NullMarked
package io.fenceline.testkit.sim;

import org.jspecify.annotations.NullMarked;
