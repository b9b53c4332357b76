package io.fenceline.spi.transport;

import io.fenceline.api.TransportType;

/**
 * What a transport can do: limits as numbers, abilities as flags. A declared limit is enforced.
 *
 * @param type the transport
 * @param maxTransferBytes greatest data transfer of one command; MDTS follows from it; a power of two, at least 4096
 * @param inCapsuleBytes greatest in-capsule data of an I/O command; IOCCSZ follows from it; a multiple of 16
 * @param adminInCapsuleBytes greatest in-capsule data of an admin or Fabrics command
 * @param maxQueueSize greatest number of entries of a queue
 * @param sgls SGLS of Identify Controller (NVM Express Base 2.1, Figure 313)
 * @param combinedResponse whether {@link CommandExchange#sendAndRespond} saves anything against send, then respond
 * @param treq TREQ of discovery log page entries
 */
public record TransportCapabilities(TransportType type, int maxTransferBytes, int inCapsuleBytes, int adminInCapsuleBytes, int maxQueueSize,
        int sgls, boolean combinedResponse, int treq) {
}
