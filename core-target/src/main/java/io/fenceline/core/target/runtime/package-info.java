/** Drives the engines of the target: the conductor, its thread and timers, and what an application constructs. */
@NullMarked
package io.fenceline.core.target.runtime;

import org.jspecify.annotations.NullMarked;
