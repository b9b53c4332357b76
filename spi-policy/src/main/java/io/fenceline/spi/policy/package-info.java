/**
 * What decides for a host. A decision is a pure function: facts in, a proposal out; the engine refuses what is unsafe, counts it,
 * and does what the built-in policy says instead. Everything here can be exchanged under I/O.
 */
@NullMarked
package io.fenceline.spi.policy;

import org.jspecify.annotations.NullMarked;
