/** Queue pairs as the host sees them: commands, slots, command identifiers, time-outs. */
@NullMarked
package io.fenceline.core.host.engine.queue;

import org.jspecify.annotations.NullMarked;
