package io.fenceline.bench.rig;

/**
 * What the target told about itself, as far as the load needs it.
 *
 * @param nsid namespace, 1 or more
 * @param blocks its size in logical blocks
 * @param blockBytes of a logical block
 * @param inCapsuleBytes greatest data in a command capsule of an I/O queue
 * @param maxTransferBytes greatest data of one command
 */
record Geometry(int nsid, long blocks, int blockBytes, int inCapsuleBytes, int maxTransferBytes) {
    /** What the limit server is taken for: nothing was asked, it answers everything. */
    static final Geometry LIMIT = new Geometry(1, (1L << 30) / 512, 512, 8192, 1 << 20);
}
