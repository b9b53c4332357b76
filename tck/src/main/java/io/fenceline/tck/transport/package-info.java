/** Contract of transports. */
@NullMarked
package io.fenceline.tck.transport;

import org.jspecify.annotations.NullMarked;
