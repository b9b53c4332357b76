/** Load on a namespace: closed loop or at a fixed rate, with latencies that leave nothing out. */
@NullMarked
package io.fenceline.assembly.load;

import org.jspecify.annotations.NullMarked;
