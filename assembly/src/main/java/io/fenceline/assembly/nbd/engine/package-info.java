/** The server's end of the NBD protocol without threads, clocks or sockets: handshake, transmission, and what a request becomes. */
@NullMarked
package io.fenceline.assembly.nbd.engine;

import org.jspecify.annotations.NullMarked;
