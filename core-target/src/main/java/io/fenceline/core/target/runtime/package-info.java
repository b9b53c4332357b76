/** Drives the engines: the conductor thread and what is called from outside. */
@NullMarked
package io.fenceline.core.target.runtime;

import org.jspecify.annotations.NullMarked;
