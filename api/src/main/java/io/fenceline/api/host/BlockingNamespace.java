package io.fenceline.api.host;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The calls of {@link NamespaceHandle}, waiting for their end. Each throws a {@link HostException} where the future would fail.
 * A thread that is interrupted while it waits gets a {@link CancelledException}, stays interrupted, and its command is aborted.
 */
public interface BlockingNamespace {
    /**
     * Reads.
     *
     * @param lba first logical block
     * @param into whole blocks between position and limit; the position moves to the limit
     */
    void read(long lba, ByteBuffer into);

    /**
     * Writes.
     *
     * @param lba first logical block
     * @param from whole blocks between position and limit; the position moves to the limit
     */
    void write(long lba, ByteBuffer from);

    /**
     * Writes to stable media.
     *
     * @param lba first logical block
     * @param from whole blocks between position and limit; the position moves to the limit
     * @param options how
     */
    void write(long lba, ByteBuffer from, IoOptions options);

    /**
     * Reads with options.
     *
     * @param lba first logical block
     * @param into whole blocks between position and limit; the position moves to the limit
     * @param options how
     */
    void read(long lba, ByteBuffer into, IoOptions options);

    /**
     * Compares.
     *
     * @param lba first logical block
     * @param with whole blocks between position and limit
     * @return whether the blocks are equal
     */
    boolean compare(long lba, ByteBuffer with);

    /**
     * Compares and, if equal, writes.
     *
     * @param lba first logical block
     * @param expected whole blocks
     * @param replacement as much again
     * @return whether the blocks were equal and are now replaced
     */
    boolean compareAndWrite(long lba, ByteBuffer expected, ByteBuffer replacement);

    /**
     * Writes zeroes.
     *
     * @param lba first logical block
     * @param blocks how many
     * @param deallocate whether the controller may free the blocks
     */
    void writeZeroes(long lba, long blocks, boolean deallocate);

    /**
     * Tells that ranges are not needed.
     *
     * @param ranges 1 to 256
     */
    void deallocate(List<BlockRange> ranges);

    /**
     * Copies within the namespace.
     *
     * @param sources 1 or more
     * @param lba where the first block goes
     */
    void copy(List<BlockRange> sources, long lba);

    /**
     * Lets the controller check blocks.
     *
     * @param lba first logical block
     * @param blocks how many
     */
    void verify(long lba, long blocks);

    /** Makes all writes that have ended durable. */
    void flush();
}
