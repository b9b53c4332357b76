package io.fenceline.core.target.engine.fabrics;

import java.lang.foreign.MemorySegment;

/**
 * A Connect command as it came.
 *
 * @param sqe a copy of the command
 * @param data a copy of its 1024 bytes of data
 */
record ConnectRequest(MemorySegment sqe, MemorySegment data) {
}
