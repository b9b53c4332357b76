/** The binding to sockets by Netty: the only package that knows it. */
@NullMarked
package io.fenceline.transport.tcp.netty;

import org.jspecify.annotations.NullMarked;
