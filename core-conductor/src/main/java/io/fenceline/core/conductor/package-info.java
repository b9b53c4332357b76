/** The one thread that owns the control state of a host or a target, as its engines see it and as production runs it. */
@org.jspecify.annotations.NullMarked
package io.fenceline.core.conductor;
