/** Byte layouts of the NVM Express Base, NVM Command Set and NVMe over Fabrics specifications. All integers are little-endian. */
@NullMarked
package io.fenceline.wire;

import org.jspecify.annotations.NullMarked;
