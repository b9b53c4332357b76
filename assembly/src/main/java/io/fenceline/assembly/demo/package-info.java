/** A stuck write and a lost path, played on real sockets of the loopback in one process, while an oracle judges every read. */
@NullMarked
package io.fenceline.assembly.demo;

import org.jspecify.annotations.NullMarked;
