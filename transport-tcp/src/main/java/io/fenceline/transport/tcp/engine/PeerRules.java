package io.fenceline.transport.tcp.engine;

import io.fenceline.spi.transport.TransportFault;
import io.fenceline.transport.tcp.pdu.CommonHeader;
import io.fenceline.transport.tcp.pdu.FatalErrorStatus;
import io.fenceline.transport.tcp.pdu.TermReq;
import io.fenceline.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The rules for headers that both ends have in common, and what is said to a peer that breaks one. */
abstract class PeerRules implements PduHandler {
    final PduReader reader;
    private int termFes;
    private int termFei;
    private final byte[] termData = new byte[TermReq.MAX_DATA_BYTES];
    private int termDataBytes;

    PeerRules(LoopBufferPool pool) {
        reader = new PduReader(this, pool);
    }

    /** The PDU type of this end's termination request. */
    abstract int termReqType();

    /** The connection has a fault, unless it has one already or is being ended. */
    abstract void raise(TransportFault fault);

    /** The peer broke the rules, as its common header shows. */
    final int refuse(int fes, int fei, String detail, long header) {
        for (int i = 0; i < CommonHeader.BYTES; i++) {
            termData[i] = (byte) (header >>> (8 * i));
        }
        termDataBytes = CommonHeader.BYTES;
        protocolFault(fes, fei, detail);
        return 0;
    }

    /** The peer broke the rules, as its header shows. */
    final int refuse(int fes, int fei, String detail, MemorySegment s, long at, int headerBytes) {
        termDataBytes = Math.min(headerBytes, TermReq.MAX_DATA_BYTES);
        MemorySegment.copy(s, ValueLayout.JAVA_BYTE, at, termData, 0, termDataBytes);
        protocolFault(fes, fei, detail);
        return PduHandler.STOP;
    }

    @Override
    public void onHeaderDigestError(MemorySegment s, long at, int headerBytes, int received) {
        refuse(FatalErrorStatus.HEADER_DIGEST_ERROR, received, "the header digest does not fit", s, at, headerBytes);
    }

    private void protocolFault(int fes, int fei, String detail) {
        termFes = fes;
        termFei = fes == FatalErrorStatus.HEADER_DIGEST_ERROR || FatalErrorStatus.hasFieldOffset(fes) ? fei : 0;
        TransportFault.Kind kind = fes == FatalErrorStatus.HEADER_DIGEST_ERROR ? TransportFault.Kind.DIGEST : TransportFault.Kind.PROTOCOL;
        int offset = FatalErrorStatus.hasFieldOffset(fes) ? fei : -1;
        raise(new TransportFault(TransportFault.Scope.QUEUE_PAIR, kind, fes, offset, FatalErrorStatus.name(fes) + ": " + detail));
    }

    /** Checks a header of a PDU that has no data, or data that is of no interest. */
    final int plainHeader(long header, int hlen, long minPlen, long maxPlen) {
        int headerBytes = reader.headerBytes(CommonHeader.type(header), hlen);
        int digest = headerBytes - hlen;
        if (CommonHeader.hlen(header) != hlen) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.HLEN, "HLEN " + CommonHeader.hlen(header), header);
        }
        if (PduReader.hasDigest(CommonHeader.type(header))
                && ((CommonHeader.flags(header) & CommonHeader.HDGSTF) != 0) != reader.headerDigest()) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.FLAGS, "HDGSTF is not what was agreed on", header);
        }
        long plen = CommonHeader.plen(header);
        if (plen < minPlen + digest || plen > maxPlen + digest) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.PLEN, "PLEN " + plen, header);
        }
        return headerBytes;
    }

    /** Checks a header of a PDU that may or must have data. */
    final int dataHeader(long header, int hlen, int pda, int maxData, boolean dataWanted) {
        int headerBytes = reader.headerBytes(CommonHeader.type(header), hlen);
        if (CommonHeader.hlen(header) != hlen) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.HLEN, "HLEN " + CommonHeader.hlen(header), header);
        }
        int flags = CommonHeader.flags(header);
        if (((flags & CommonHeader.HDGSTF) != 0) != reader.headerDigest()) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.FLAGS, "HDGSTF is not what was agreed on", header);
        }
        long plen = CommonHeader.plen(header);
        if (plen == headerBytes && !dataWanted) {
            return headerBytes;
        }
        if (plen <= headerBytes) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.PLEN, "PLEN " + plen, header);
        }
        if (((flags & CommonHeader.DDGSTF) != 0) != reader.dataDigest()) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.FLAGS, "DDGSTF is not what was agreed on", header);
        }
        int pdo = CommonHeader.pdo(header);
        if (pdo < headerBytes || pdo % ((pda + 1) << 2) != 0) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.PDO, "PDO " + pdo, header);
        }
        long data = PduReader.dataLength(header, headerBytes);
        if (data <= 0) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.PLEN, "PLEN " + plen, header);
        }
        if (data > maxData) {
            return refuse(FatalErrorStatus.DATA_LIMIT_EXCEEDED, 0, data + " bytes of data where " + maxData + " are allowed", header);
        }
        return headerBytes;
    }

    /** What a termination request of the peer says. */
    final TransportFault termination(MemorySegment s, long at) {
        int fes = Bytes.u16(s, at + TermReq.FES);
        int fei = Bytes.i32(s, at + TermReq.FEI);
        return new TransportFault(TransportFault.Scope.QUEUE_PAIR, TransportFault.Kind.TERMINATED_BY_PEER, fes,
                FatalErrorStatus.hasFieldOffset(fes) ? fei : -1, "the peer says: " + FatalErrorStatus.name(fes));
    }

    /** Writes the termination request that goes with a fault, if it has a code. */
    final void putTermReq(PduWriter writer, TransportFault why) {
        int fes = termFes;
        int fei = termFei;
        int data = termDataBytes;
        if (fes == 0) { // found by the core
            fes = why.code();
            fei = Math.max(why.offset(), 0);
            data = 0;
        }
        if (fes == 0) {
            return;
        }
        MemorySegment s = writer.reserve(TermReq.BYTES + data);
        int at = writer.position();
        TermReq.encode(s, at, termReqType(), fes, fei, data);
        MemorySegment.copy(termData, 0, s, ValueLayout.JAVA_BYTE, (long) at + TermReq.BYTES, data);
        writer.plain(TermReq.BYTES + data);
    }
}
