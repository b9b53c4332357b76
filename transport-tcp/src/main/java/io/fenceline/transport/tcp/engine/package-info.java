/** Both ends of a connection as machines without sockets, clocks or threads: bytes and events in, bytes and calls of the transport SPI out. */
@NullMarked
package io.fenceline.transport.tcp.engine;

import org.jspecify.annotations.NullMarked;
