/** Faults on order: at the SPI of any transport, and in the byte stream of NVMe/TCP. */
@NullMarked
package io.fenceline.testkit.fault;

import org.jspecify.annotations.NullMarked;
