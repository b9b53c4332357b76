/** Queue pairs as the host sees them: commands, slots, command identifiers, time-outs. */
@org.jspecify.annotations.NullMarked
package io.fenceline.core.host.engine.queue;
