/** A transport in memory, both ends, that keeps the contract to the letter and watches that its user does. */
@NullMarked
package io.fenceline.testkit.memory;

import org.jspecify.annotations.NullMarked;
