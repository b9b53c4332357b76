/** Virtual time, seeds and the memory transport. */
@NullMarked
package io.fenceline.testkit;

import org.jspecify.annotations.NullMarked;
