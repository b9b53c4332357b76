package io.fenceline.backend.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.StampedLock;

/**
 * A medium of which a read never shows half a block. A write of one logical block happens as a whole or not at all for who reads
 * meanwhile (NVM Command Set 1.1, 2.1.4: AWUN is at least one block), but file systems promise that for nothing: with ext4 a
 * read takes bytes out of the page cache while a write puts others there.
 *
 * <p>A fixed number of locks, each for every {@value #STRIPES}th piece of the file; a range takes those of its pieces in the order of
 * the locks, so that nobody waits in a circle.
 */
final class WholeBlocks implements Medium {
    /** Bits of a mask. */
    private static final int STRIPES = 64;
    /** Pieces of 64 KiB: a block is never larger, and begins at a multiple of its size, so that it lies in one piece. */
    private static final int PIECE_SHIFT = 16;

    private final Medium medium;
    private final Lock[] readers = new Lock[STRIPES];
    private final Lock[] writers = new Lock[STRIPES];

    WholeBlocks(Medium medium) {
        this.medium = medium;
        for (int i = 0; i < STRIPES; i++) {
            StampedLock lock = new StampedLock();
            readers[i] = lock.asReadLock();
            writers[i] = lock.asWriteLock();
        }
    }

    /** The locks of a range, a bit each. */
    private static long stripes(long offset, long length) {
        long first = offset >>> PIECE_SHIFT;
        long pieces = length == 0 ? 0 : ((offset + length - 1) >>> PIECE_SHIFT) - first + 1;
        if (pieces >= STRIPES) {
            return -1;
        }
        return Long.rotateLeft((1L << pieces) - 1, (int) first);
    }

    private static void lock(Lock[] locks, long stripes) {
        for (long left = stripes; left != 0; left &= left - 1) {
            locks[Long.numberOfTrailingZeros(left)].lock();
        }
    }

    private static void unlock(Lock[] locks, long stripes) {
        for (long left = stripes; left != 0; left &= left - 1) {
            locks[Long.numberOfTrailingZeros(left)].unlock();
        }
    }

    @Override
    public void read(ByteBuffer into, long offset) throws IOException {
        long stripes = stripes(offset, into.remaining());
        lock(readers, stripes);
        try {
            medium.read(into, offset);
        } finally {
            unlock(readers, stripes);
        }
    }

    @Override
    public void write(ByteBuffer from, long offset) throws IOException {
        long stripes = stripes(offset, from.remaining());
        lock(writers, stripes);
        try {
            medium.write(from, offset);
        } finally {
            unlock(writers, stripes);
        }
    }

    @Override
    public void punch(long offset, long length) throws IOException {
        long stripes = stripes(offset, length);
        lock(writers, stripes);
        try {
            medium.punch(offset, length);
        } finally {
            unlock(writers, stripes);
        }
    }

    @Override
    public boolean zero(long offset, long length) throws IOException {
        long stripes = stripes(offset, length);
        lock(writers, stripes);
        try {
            return medium.zero(offset, length);
        } finally {
            unlock(writers, stripes);
        }
    }

    @Override
    public void force() throws IOException {
        medium.force();
    }

    @Override
    public boolean punches() {
        return medium.punches();
    }

    @Override
    public long size() throws IOException {
        return medium.size();
    }

    @Override
    public void resize(long bytes) throws IOException {
        medium.resize(bytes);
    }

    @Override
    public long usable() throws IOException {
        return medium.usable();
    }

    @Override
    public void close() throws IOException {
        medium.close();
    }
}
