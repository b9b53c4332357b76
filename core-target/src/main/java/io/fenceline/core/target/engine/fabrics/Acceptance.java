package io.fenceline.core.target.engine.fabrics;

import io.fenceline.core.target.engine.controller.QueueHandle;
import io.fenceline.spi.transport.QueuePairParams;

/**
 * A Connect command that was found good.
 *
 * @param params what was agreed on
 * @param handle makes the queue
 */
record Acceptance(QueuePairParams params, QueueHandle handle) {
}
