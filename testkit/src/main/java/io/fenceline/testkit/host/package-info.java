/** A small NVMe host for tests: straight calls over any host transport, on virtual time or on real threads. */
@NullMarked
package io.fenceline.testkit.host;

import org.jspecify.annotations.NullMarked;
