/** The one thread that owns the control state of a host or a target, as its engines see it and as production runs it. */
@NullMarked
package io.fenceline.core.conductor;

import org.jspecify.annotations.NullMarked;
