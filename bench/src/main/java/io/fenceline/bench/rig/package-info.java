/**
 * A load rig for any NVMe/TCP target: one thread that never sleeps, no allocation per command, and code of its own for the
 * few PDUs it needs, so that the rig costs as little as a client in C and shares no mistake with what it measures.
 */
@NullMarked
package io.fenceline.bench.rig;

import org.jspecify.annotations.NullMarked;
