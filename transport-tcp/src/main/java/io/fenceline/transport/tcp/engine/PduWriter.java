package io.fenceline.transport.tcp.engine;

import io.fenceline.transport.tcp.pdu.CommonHeader;
import io.fenceline.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The output of a connection. Headers and small payloads of a whole batch are put one behind the other into a buffer;
 * large payloads stay where they are and are queued between ranges of it, so that one gathering write takes all.
 */
final class PduWriter {
    /** Payloads from here on are not copied: copying 16 KiB costs about what two more entries of a gathering write cost. */
    static final int GATHER_BYTES = 16 * 1024;
    /** The same while memory for output is scarce: hardly more than the headers is copied. */
    static final int GATHER_BYTES_WHEN_SCARCE = 512;
    /** The buffer for a connection that says little. */
    static final int SMALL_CHUNK_BYTES = 8 * 1024;
    /** The buffer for one that says much; also what leaves at once in the middle of a batch, so that the peer starts on it. */
    static final int LARGE_CHUNK_BYTES = 128 * 1024;

    /** Who waits until a payload has been written. */
    interface PayloadOwner {
        /**
         * The payload has left this process, or never will.
         *
         * @param buffer the payload
         * @param written whether it has left
         */
        void onPayloadWritten(PooledBuffer buffer, boolean written);
    }

    private final LoopBufferPool pool;
    private final Wire wire;
    private final CRC32C crc = new CRC32C();
    private boolean headerDigest;
    private boolean dataDigest;
    private int peerPda;

    private @Nullable PooledBuffer chunk;
    private int position;
    private int emitted;
    private int flushes;
    private int lastBatch;
    private int batch;

    // Ranges that were given to the wire and not told of yet: a ring.
    private @Nullable PooledBuffer[] rangeBuffer = new @Nullable PooledBuffer[8];
    private @Nullable PayloadOwner[] rangeOwner = new @Nullable PayloadOwner[8];
    private int[] rangeLength = new int[8];
    private int first;
    private int count;
    private long unwritten;

    PduWriter(LoopBufferPool pool, Wire wire) {
        this.pool = pool;
        this.wire = wire;
    }

    /** What the handshake agreed on. */
    void agree(boolean useHeaderDigest, boolean useDataDigest, int pda) {
        headerDigest = useHeaderDigest;
        dataDigest = useDataDigest;
        peerPda = pda;
    }

    /** How often everything that was there has been sent on its way. */
    int flushes() {
        return flushes;
    }

    /** Bytes that are to leave and have not. */
    long backlog() {
        return unwritten + position - emitted;
    }

    /** Whether every byte has left. */
    boolean idle() {
        return count == 0 && position == emitted;
    }

    /**
     * Makes room.
     *
     * @param bytes how much in one piece
     * @return the buffer to write into at {@link #position}
     */
    MemorySegment reserve(int bytes) {
        PooledBuffer current = chunk;
        if (current != null) {
            if (current.capacity() - position >= bytes) {
                return current.segment();
            }
            emit();
            retire(current);
            wire.flush();
            flushes++;
        }
        int wanted = Math.max(batch == 0 && lastBatch <= SMALL_CHUNK_BYTES ? SMALL_CHUNK_BYTES : LARGE_CHUNK_BYTES, bytes);
        PooledBuffer next = pool.takeForOutput(wanted);
        next.rangesOut = 0;
        next.filled = false;
        chunk = next;
        position = 0;
        emitted = 0;
        return next.segment();
    }

    /** Where the next byte goes. */
    int position() {
        return position;
    }

    /** Bytes written without a digest: the initialize and termination PDUs. */
    void plain(int bytes) {
        position += bytes;
    }

    /**
     * Ends a header of a PDU that has no data.
     *
     * @param type its type
     * @param hlen header length; the bytes after the common header are in place already
     */
    void header(MemorySegment s, int type, int hlen) {
        int flags = headerDigest ? CommonHeader.HDGSTF : 0;
        int plen = headerDigest ? hlen + CommonHeader.DIGEST_BYTES : hlen;
        Bytes.put64(s, position, CommonHeader.encode(type, flags, hlen, 0, plen));
        digestHeader(s, hlen);
        position += plen;
    }

    /** The most that header, padding and digests of one PDU with data add to the data. */
    static int overhead() {
        return CommonHeader.dataOffset(CommonHeader.MAX_HEADER_BYTES, CommonHeader.MAX_PDA) + CommonHeader.DIGEST_BYTES;
    }

    /** Whether a payload is copied, so that its buffer is free at once. */
    boolean copies(int length) {
        return length < (pool.outputScarce() ? GATHER_BYTES_WHEN_SCARCE : GATHER_BYTES);
    }

    /**
     * Writes a PDU with data; {@link #reserve} has made room for {@link #overhead} and, where it is copied, the data.
     *
     * @param type its type
     * @param flags flags other than those of digests
     * @param hlen header length; the bytes after the common header are in place already
     * @param data buffer
     * @param from first byte of the data
     * @param length bytes of data
     * @param owner hears when the data has been written; null: it is copied now
     */
    void headerAndData(int type, int flags, int hlen, PooledBuffer data, int from, int length, @Nullable PayloadOwner owner) {
        PooledBuffer current = current();
        MemorySegment s = current.segment();
        int digests = (headerDigest ? CommonHeader.HDGSTF : 0) | (dataDigest ? CommonHeader.DDGSTF : 0);
        int headerBytes = headerDigest ? hlen + CommonHeader.DIGEST_BYTES : hlen;
        int pdo = CommonHeader.dataOffset(headerBytes, peerPda);
        int plen = pdo + length + (dataDigest ? CommonHeader.DIGEST_BYTES : 0);
        Bytes.put64(s, position, CommonHeader.encode(type, flags | digests, hlen, pdo, plen));
        digestHeader(s, hlen);
        for (int pad = headerBytes; pad < pdo; pad++) {
            Bytes.put8(s, position + pad, 0);
        }
        position += pdo;
        if (owner == null) {
            MemorySegment.copy(data.segment(), from, s, position, length);
            position += length;
        } else {
            emit();
            push(data, length, owner);
            wire.write(data, from, length);
        }
        if (dataDigest) {
            crc.reset();
            ByteBuffer view = data.byteBuffer();
            view.limit(from + length).position(from);
            crc.update(view);
            view.clear();
            Bytes.put32(s, position, (int) crc.getValue());
            position += CommonHeader.DIGEST_BYTES;
        }
    }

    private void digestHeader(MemorySegment s, int hlen) {
        if (headerDigest) {
            crc.reset();
            ByteBuffer view = current().byteBuffer();
            view.limit(position + hlen).position(position);
            crc.update(view);
            view.clear();
            Bytes.put32(s, (long) position + hlen, (int) crc.getValue());
        }
    }

    private PooledBuffer current() {
        PooledBuffer current = chunk;
        if (current == null) {
            throw new IllegalStateException("no room was reserved");
        }
        return current;
    }

    /** Everything leaves. */
    void flush() {
        emit();
        wire.flush();
        flushes++;
        lastBatch = batch;
        batch = 0;
        releaseWhenIdle();
    }

    private void emit() {
        PooledBuffer current = chunk;
        if (current != null && position > emitted) {
            current.rangesOut++;
            int from = emitted;
            emitted = position;
            push(current, position - from, null);
            wire.write(current, from, position - from);
        }
    }

    private void push(PooledBuffer buffer, int length, @Nullable PayloadOwner owner) {
        if (count == rangeLength.length) {
            enlarge();
        }
        int at = (first + count) & (rangeLength.length - 1);
        rangeBuffer[at] = buffer;
        rangeOwner[at] = owner;
        rangeLength[at] = length;
        count++;
        unwritten += length;
        batch += length;
    }

    private void enlarge() {
        int old = rangeLength.length;
        @Nullable
        PooledBuffer[] buffers = new @Nullable PooledBuffer[old * 2];
        @Nullable
        PayloadOwner[] owners = new @Nullable PayloadOwner[old * 2];
        int[] lengths = new int[old * 2];
        for (int i = 0; i < old; i++) {
            int at = (first + i) & (old - 1);
            buffers[i] = rangeBuffer[at];
            owners[i] = rangeOwner[at];
            lengths[i] = rangeLength[at];
        }
        rangeBuffer = buffers;
        rangeOwner = owners;
        rangeLength = lengths;
        first = 0;
    }

    /** The oldest range has left, or never will. */
    void written(boolean ok) {
        int at = first;
        PooledBuffer buffer = rangeBuffer[at];
        if (count == 0 || buffer == null) {
            throw new IllegalStateException("a range was told of that was not queued");
        }
        PayloadOwner owner = rangeOwner[at];
        rangeBuffer[at] = null;
        rangeOwner[at] = null;
        unwritten -= rangeLength[at];
        first = (at + 1) & (rangeLength.length - 1);
        count--;
        if (owner != null) {
            owner.onPayloadWritten(buffer, ok);
        } else {
            buffer.rangesOut--;
            if (buffer.filled && buffer.rangesOut == 0) {
                buffer.release();
            }
        }
    }

    private void retire(PooledBuffer buffer) {
        chunk = null;
        position = 0;
        emitted = 0;
        buffer.filled = true;
        if (buffer.rangesOut == 0) {
            buffer.release();
        }
    }

    /** Gives the buffer back when nothing is in it: a silent connection holds no memory for output. */
    void releaseWhenIdle() {
        PooledBuffer current = chunk;
        if (current != null && position == emitted && current.rangesOut == 0) {
            retire(current);
        }
    }

    /** Throws away what has not been given to the wire. */
    void discard() {
        PooledBuffer current = chunk;
        if (current != null) {
            retire(current);
        }
        batch = 0;
    }
}
