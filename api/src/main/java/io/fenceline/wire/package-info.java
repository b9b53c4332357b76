/**
 * Byte layouts of the NVM Express Base, NVM Command Set and NVMe over Fabrics specifications. All integers are
 * little-endian; identifiers such as UUID, NGUID and EUI64 are in the order in which they are written down.
 *
 * <p>A structure is a class that has its length and a constant for each field: {@code IdentifyController.KAS.put(page, 10)}
 * writes, {@code IdentifyController.KAS.get(page)} reads, so that one table serves host and target. The structure itself is
 * memory of the caller's, and nothing here keeps it. What an I/O command needs ({@code Sqe}, {@code Cqe}, {@code Sgl},
 * {@code NvmCommand}, {@code DsmRange}, {@code CopyRange}, {@code Field}, {@code Status} but for its names) makes no object.
 * All of it is without state and may be used by any thread.
 *
 * <p>Fields that the specification reserves have no constant: clear the memory first. Values are as they are on the wire,
 * 0's based ones included, except where a method says otherwise.
 */
@NullMarked
package io.fenceline.wire;

import org.jspecify.annotations.NullMarked;
