/**
 * What the vendor of a transport implements: capsules and data, in order, on a queue pair. Left out on purpose, because
 * the cores do them once for all transports: contents of Connect and of properties, keep alive, reconnect, command
 * timeouts, multipath, access control, discovery contents.
 */
@NullMarked
package io.fenceline.spi.transport;

import org.jspecify.annotations.NullMarked;
