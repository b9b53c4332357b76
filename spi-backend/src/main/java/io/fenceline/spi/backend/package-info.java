/** What is under a namespace: bytes at offsets, and a strict contract about when a request has ended. */
@NullMarked
package io.fenceline.spi.backend;

import org.jspecify.annotations.NullMarked;
