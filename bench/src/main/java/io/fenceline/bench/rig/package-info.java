/** The fixed-rate load rig. */
@NullMarked
package io.fenceline.bench.rig;

import org.jspecify.annotations.NullMarked;
