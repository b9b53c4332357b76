package io.fenceline.core.target.engine.namespace;

import io.fenceline.api.target.NamespaceSpec;
import io.fenceline.spi.backend.Backend;

/**
 * A namespace: its facts, its back end, and the gate through which every command passes on its way to the back end. The
 * gate makes fused commands atomic and lets a namespace be retired under I/O; see {@link Gate}.
 */
public final class Namespace {
    /** What {@link #enter} says. */
    public enum Entry {
        /** Go on; {@link #leave} follows. */
        GRANTED,
        /** Wait for {@link Access#granted}. */
        WAITING,
        /** The namespace is being removed. */
        REFUSED
    }

    private final NamespaceSpec spec;
    private final NamespaceIdentity identity;
    private final Backend backend;
    private final int blockShift;
    private final UncorrectableRanges uncorrectable = new UncorrectableRanges();
    private final Gate gate = new Gate();
    private volatile long blocks;

    /**
     * Makes one.
     *
     * @param spec what was wished
     * @param identity its identifiers
     * @param backend its back end, open; whoever opened it closes it, once {@link #retire} has called back
     */
    public Namespace(NamespaceSpec spec, NamespaceIdentity identity, Backend backend) {
        if (Integer.bitCount(spec.blockSize()) != 1) {
            throw new IllegalArgumentException("blockSize: " + spec.blockSize() + " is not valid; a power of two is wanted");
        }
        this.spec = spec;
        this.identity = identity;
        this.backend = backend;
        blockShift = Integer.numberOfTrailingZeros(spec.blockSize());
        blocks = backend.sizeBytes() >>> blockShift;
    }

    /**
     * Its identifier.
     *
     * @return NSID
     */
    public int nsid() {
        return spec.nsid();
    }

    /**
     * What was wished.
     *
     * @return the wish; the size of the namespace is not in it
     */
    public NamespaceSpec spec() {
        return spec;
    }

    /**
     * Its identifiers.
     *
     * @return the identifiers
     */
    public NamespaceIdentity identity() {
        return identity;
    }

    /**
     * What is under it.
     *
     * @return the back end
     */
    public Backend backend() {
        return backend;
    }

    /**
     * The size of a logical block.
     *
     * @return the binary logarithm: LBADS
     */
    public int blockShift() {
        return blockShift;
    }

    /**
     * Its size now.
     *
     * @return logical blocks: NSZE
     */
    public long blocks() {
        return blocks;
    }

    /**
     * The blocks that a Write Uncorrectable has marked.
     *
     * @return the ranges
     */
    public UncorrectableRanges uncorrectable() {
        return uncorrectable;
    }

    /**
     * Changes the size. May block, as the back end may. A smaller size is in force before the back end shrinks, a greater
     * one after it has grown, so that no command passes the range check for a block that is not there.
     *
     * @param bytes a multiple of the block size
     * @throws io.fenceline.api.NvmeException (FAIL) when the back end cannot; nothing has changed then
     */
    public synchronized void resize(long bytes) {
        long wanted = bytes >>> blockShift;
        blocks = Math.min(wanted, blocks);
        try {
            backend.resize(bytes);
        } finally {
            blocks = backend.sizeBytes() >>> blockShift;
        }
    }

    /**
     * Ends it: new commands are refused, those inside go on to their ends.
     *
     * @param whenIdle called once, when nothing is inside any more, from any thread, also from inside this call; must not
     *            block
     */
    public void retire(Runnable whenIdle) {
        gate.retire(whenIdle);
    }

    /**
     * Makes a queue known. Called before the queue's first {@link #enter}; does nothing the second time.
     *
     * @param lane the queue's accesses
     */
    public void join(Lane lane) {
        gate.join(lane);
    }

    /**
     * Forgets a queue, none of whose accesses is inside.
     *
     * @param lane the queue's accesses
     */
    public void part(Lane lane) {
        gate.part(lane);
    }

    /**
     * Asks for use of a range. Costs a store to the access and a look at a word that hardly ever changes, unless a fused
     * command is about or the namespace is being removed.
     *
     * @param access of a lane that has joined, not in use
     * @param firstBlock first logical block that is touched
     * @param blockCount how many, at least 1
     * @param exclusive whether no other command may touch the range meanwhile
     * @param writing whether it changes the range
     * @return what to do
     */
    public Entry enter(Access access, long firstBlock, long blockCount, boolean exclusive, boolean writing) {
        access.gate = gate;
        access.first = firstBlock;
        access.last = firstBlock + blockCount - 1;
        access.exclusive = exclusive;
        access.writing = writing;
        return gate.enter(access);
    }

    /**
     * Keeps writes that come from now on and overlap this one waiting until it has left; reads pass. On the loop of the access.
     *
     * @param access a granted write
     * @return whether that is new
     */
    public boolean guard(Access access) {
        return gate.guard(access);
    }

    /**
     * Ends a use. Any thread.
     *
     * @param access granted before
     */
    public void leave(Access access) {
        gate.leave(access);
    }

    /**
     * Ends a wait.
     *
     * @param access that was told to wait
     * @return whether it still waited: then {@link Access#granted} is not called any more; if not, it has been or is being
     *         granted
     */
    public boolean withdraw(Access access) {
        return gate.withdraw(access);
    }
}
