/** The root of the target's control path: limits, the control loop's seam, and the model of subsystems, ports and controllers. */
@NullMarked
package io.fenceline.core.target.engine;

import org.jspecify.annotations.NullMarked;
