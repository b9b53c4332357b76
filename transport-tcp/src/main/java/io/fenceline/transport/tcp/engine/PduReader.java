package io.fenceline.transport.tcp.engine;

import io.fenceline.transport.tcp.pdu.CommonHeader;
import io.fenceline.transport.tcp.pdu.PduType;
import io.fenceline.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into PDUs, however it is fragmented. A header that lies in one piece is looked at where it is;
 * one that does not is gathered first. Data goes straight to its destination.
 */
final class PduReader {
    private enum State {
        /** Between PDUs or in a header; a handler that ends the connection or the peer's patience is the way out. */
        HEADER,
        /** A header is complete and waits for memory; {@link #retry} is the way out. */
        BLOCKED,
        /** Skipping to the data; bytes are the way out. */
        PADDING,
        /** In the data; bytes are the way out. */
        DATA,
        /** In the data digest; bytes are the way out. */
        DIGEST,
        /** The end: whatever comes is ignored. */
        STOPPED
    }

    private final PduHandler handler;
    private final LoopBufferPool pool;
    private final CRC32C crc = new CRC32C();
    private State state = State.HEADER;
    private boolean headerDigest;
    private boolean dataDigest;

    private @Nullable PooledBuffer gathered;
    private int have;
    private int need;

    private int paddingLeft;
    private long dataLeft;
    private boolean digestFollows;
    private int digestHave;
    private int digest;
    private @Nullable MemorySegment into;
    private long intoAt;

    PduReader(PduHandler handler, LoopBufferPool pool) {
        this.handler = handler;
        this.pool = pool;
    }

    /** What the handshake agreed on; for the PDUs after this one. */
    void agree(boolean useHeaderDigest, boolean useDataDigest) {
        headerDigest = useHeaderDigest;
        dataDigest = useDataDigest;
    }

    /** Whether a PDU has begun and not ended. */
    boolean insidePdu() {
        return state != State.STOPPED && (state != State.HEADER || have > 0);
    }

    /** Whether a header has begun and not ended. */
    boolean insideHeader() {
        return state == State.HEADER && have > 0;
    }

    /** Whether memory is missing. */
    boolean blocked() {
        return state == State.BLOCKED;
    }

    /** Ignores everything from now on. */
    void stop() {
        state = State.STOPPED;
        into = null;
        dropGathered();
    }

    /** In {@link PduHandler#onHeader}: where the data goes. */
    void expect(MemorySegment destination, long at) {
        into = destination;
        intoAt = at;
    }

    /** How many bytes of data a PDU carries: none when it ends with its header, whatever PDO says. */
    static long dataLength(long header, int headerBytes) {
        long plen = CommonHeader.plen(header);
        if (plen == headerBytes) {
            return 0;
        }
        return plen - CommonHeader.pdo(header) - ((CommonHeader.flags(header) & CommonHeader.DDGSTF) != 0 ? CommonHeader.DIGEST_BYTES : 0);
    }

    /**
     * Takes bytes in.
     *
     * @param source where they are
     * @param from first byte
     * @param to behind the last byte
     * @return behind the last byte that was used: {@code to}, unless it is {@link #blocked}
     */
    int feed(PooledBuffer source, int from, int to) {
        MemorySegment s = source.segment();
        int at = from;
        while (at < to) {
            switch (state) {
                case HEADER -> {
                    if (have == 0 && to - at >= CommonHeader.BYTES) {
                        long header = CommonHeader.read(s, at);
                        int length = handler.onCommonHeader(header);
                        if (length == 0) {
                            stop();
                            return to;
                        }
                        if (to - at >= length) {
                            header(source, at, header, length);
                            at += length;
                            continue;
                        }
                        need = length;
                        at += gather(s, at, to);
                    } else {
                        at += gatherMore(s, at, to);
                    }
                }
                case PADDING -> {
                    int n = Math.min(paddingLeft, to - at);
                    paddingLeft -= n;
                    at += n;
                    if (paddingLeft == 0) {
                        beginData();
                    }
                }
                case DATA -> at += data(source, at, to);
                case DIGEST -> {
                    digest |= Bytes.u8(s, at) << (8 * digestHave);
                    at++;
                    if (++digestHave == CommonHeader.DIGEST_BYTES) {
                        endData((int) crc.getValue() == digest);
                    }
                }
                case BLOCKED -> {
                    return at;
                }
                case STOPPED -> {
                    return to;
                }
            }
        }
        return to;
    }

    /** Tries the header that waits for memory again. */
    void retry() {
        PooledBuffer buffer = gathered;
        if (state == State.BLOCKED && buffer != null) {
            state = State.HEADER;
            long header = CommonHeader.read(buffer.segment(), 0);
            deliver(buffer, 0, header, need);
        }
    }

    private int gather(MemorySegment s, int at, int to) {
        int n = Math.min(need - have, to - at);
        PooledBuffer buffer = gathered;
        if (buffer == null) {
            buffer = pool.takeForOutput(CommonHeader.MAX_HEADER_BYTES);
            gathered = buffer;
        }
        MemorySegment.copy(s, at, buffer.segment(), have, n);
        have += n;
        return n;
    }

    private int gatherMore(MemorySegment s, int at, int to) {
        if (have < CommonHeader.BYTES) {
            need = CommonHeader.BYTES;
        }
        int n = gather(s, at, to);
        PooledBuffer buffer = gathered;
        if (have < need || buffer == null) {
            return n;
        }
        long header = CommonHeader.read(buffer.segment(), 0);
        if (need == CommonHeader.BYTES) {
            need = handler.onCommonHeader(header);
            if (need == 0) {
                stop();
            }
        } else {
            header(buffer, 0, header, need);
        }
        return n;
    }

    private void header(PooledBuffer source, int at, long header, int length) {
        int hlen = CommonHeader.hlen(header);
        if (length > hlen) {
            crc.reset();
            update(source, at, hlen);
            int received = Bytes.i32(source.segment(), (long) at + hlen);
            if ((int) crc.getValue() != received) {
                handler.onHeaderDigestError(source.segment(), at, hlen, received);
                stop();
                return;
            }
        }
        deliver(source, at, header, length);
    }

    private void deliver(PooledBuffer source, int at, long header, int length) {
        into = null;
        int outcome = handler.onHeader(source.segment(), at, header);
        if (state == State.STOPPED) {
            return;
        }
        switch (outcome) {
            case PduHandler.BLOCKED -> {
                if (source != gathered) {
                    have = 0;
                    need = length;
                    gather(source.segment(), at, at + length);
                }
                state = State.BLOCKED;
            }
            case PduHandler.STOP -> stop();
            default -> {
                dropGathered();
                dataLeft = dataLength(header, length);
                if (dataLeft <= 0) {
                    if (outcome == PduHandler.DATA) {
                        endData(true);
                    }
                    return;
                }
                digestFollows = (CommonHeader.flags(header) & CommonHeader.DDGSTF) != 0;
                if (outcome == PduHandler.DONE && digestFollows) {
                    dataLeft += CommonHeader.DIGEST_BYTES;
                    digestFollows = false;
                }
                paddingLeft = CommonHeader.pdo(header) - length;
                if (paddingLeft > 0) {
                    state = State.PADDING;
                } else {
                    beginData();
                }
            }
        }
    }

    private void beginData() {
        state = State.DATA;
        if (digestFollows) {
            crc.reset();
        }
    }

    private int data(PooledBuffer source, int at, int to) {
        int n = (int) Math.min(dataLeft, to - at);
        MemorySegment destination = into;
        if (destination != null) {
            MemorySegment.copy(source.segment(), at, destination, intoAt, n);
            intoAt += n;
        }
        if (digestFollows) {
            update(source, at, n);
        }
        dataLeft -= n;
        if (dataLeft == 0) {
            if (digestFollows) {
                state = State.DIGEST;
                digestHave = 0;
                digest = 0;
            } else {
                endData(true);
            }
        }
        return n;
    }

    private void endData(boolean digestFits) {
        state = State.HEADER;
        have = 0;
        boolean wanted = into != null;
        into = null;
        if (wanted) {
            handler.onDataEnd(digestFits);
        }
    }

    private void update(PooledBuffer source, int from, int length) {
        ByteBuffer view = source.byteBuffer();
        int position = view.position();
        int limit = view.limit();
        view.limit(from + length).position(from);
        crc.update(view);
        view.limit(limit).position(position);
    }

    private void dropGathered() {
        have = 0;
        PooledBuffer buffer = gathered;
        if (buffer != null) {
            gathered = null;
            buffer.release();
        }
    }

    /** What is there of a header that has not been delivered, for a termination request. */
    int gatheredBytes() {
        return gathered == null ? 0 : have;
    }

    /** Header length with its digest, where one is in use. */
    int headerBytes(int type, int hlen) {
        return hasDigest(type) && headerDigest ? hlen + CommonHeader.DIGEST_BYTES : hlen;
    }

    /** Whether data digests are in use. */
    boolean dataDigest() {
        return dataDigest;
    }

    /** Whether header digests are in use. */
    boolean headerDigest() {
        return headerDigest;
    }

    /** All but the PDUs of the handshake and of termination have digests where they are in use. */
    static boolean hasDigest(int type) {
        return type >= PduType.CAPSULE_CMD;
    }
}
