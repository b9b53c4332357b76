/** Sockets for the NBD engines. */
@NullMarked
package io.fenceline.assembly.nbd.netty;

import org.jspecify.annotations.NullMarked;
