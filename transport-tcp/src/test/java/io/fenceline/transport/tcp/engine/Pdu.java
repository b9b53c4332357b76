package io.fenceline.transport.tcp.engine;

import io.fenceline.transport.tcp.pdu.CommonHeader;
import io.fenceline.transport.tcp.pdu.PduType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** A PDU as bytes, made and read without the code under test. */
final class Pdu {
    final byte[] bytes;

    Pdu(byte[] bytes) {
        this.bytes = bytes;
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer buffer() {
        return buffer(bytes);
    }

    /** A header of so many bytes whose common header is as given. */
    static Pdu of(int type, int flags, int hlen, int pdo, int plen) {
        byte[] bytes = new byte[Math.max(hlen, 8)];
        bytes[0] = (byte) type;
        bytes[1] = (byte) flags;
        bytes[2] = (byte) hlen;
        bytes[3] = (byte) pdo;
        buffer(bytes).putInt(4, plen);
        return new Pdu(bytes);
    }

    Pdu put8(int at, int v) {
        bytes[at] = (byte) v;
        return this;
    }

    Pdu put16(int at, int v) {
        buffer().putShort(at, (short) v);
        return this;
    }

    Pdu put32(int at, int v) {
        buffer().putInt(at, v);
        return this;
    }

    Pdu put64(int at, long v) {
        buffer().putLong(at, v);
        return this;
    }

    int u8(int at) {
        return bytes[at] & 0xFF;
    }

    int u16(int at) {
        return buffer().getShort(at) & 0xFFFF;
    }

    int i32(int at) {
        return buffer().getInt(at);
    }

    long i64(int at) {
        return buffer().getLong(at);
    }

    int type() {
        return u8(0);
    }

    int flags() {
        return u8(1);
    }

    int pdo() {
        return u8(3);
    }

    /** The data, without padding and digest. */
    byte[] data() {
        int end = bytes.length - ((flags() & CommonHeader.DDGSTF) != 0 ? 4 : 0);
        return Arrays.copyOfRange(bytes, pdo(), end);
    }

    /** With data behind it, PDO and PLEN set, and digests as wanted. */
    Pdu with(byte[] data, int pda, boolean headerDigest, boolean dataDigest) {
        int hlen = u8(2);
        int header = hlen + (headerDigest ? 4 : 0);
        int pdo = data.length == 0 ? 0 : CommonHeader.dataOffset(header, pda);
        int plen = data.length == 0 ? header : pdo + data.length + (dataDigest ? 4 : 0);
        byte[] all = Arrays.copyOf(bytes, plen);
        all[1] = (byte) (all[1] | (headerDigest ? CommonHeader.HDGSTF : 0) | (dataDigest && data.length > 0 ? CommonHeader.DDGSTF : 0));
        all[3] = (byte) pdo;
        buffer(all).putInt(4, plen);
        if (headerDigest) {
            buffer(all).putInt(hlen, crc(all, 0, hlen));
        }
        System.arraycopy(data, 0, all, pdo, data.length);
        if (dataDigest && data.length > 0) {
            buffer(all).putInt(pdo + data.length, crc(data, 0, data.length));
        }
        return new Pdu(all);
    }

    static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    static Pdu icReq(int hpda, int digests, int maxR2t) {
        return of(PduType.IC_REQ, 0, 128, 0, 128).put8(10, hpda).put8(11, digests).put32(12, maxR2t);
    }

    static Pdu icResp(int cpda, int digests, int maxH2cData) {
        return of(PduType.IC_RESP, 0, 128, 0, 128).put8(10, cpda).put8(11, digests).put32(12, maxH2cData);
    }

    /** A command capsule's header. SGL type 5Ah, or 01h when it is in the capsule. */
    static Pdu capsule(int opcode, int cid, int length, boolean inCapsule) {
        return of(PduType.CAPSULE_CMD, 0, 72, 0, 72).put8(8, opcode).put8(9, 0x40).put16(10, cid).put32(8 + 32, length)
                .put8(8 + 39, inCapsule ? 0x01 : 0x5A);
    }

    static Pdu response(int cid, int sqhd, int status) {
        return of(PduType.CAPSULE_RESP, 0, 24, 0, 24).put16(16, sqhd).put16(20, cid).put16(22, status << 1);
    }

    static Pdu h2cData(int cid, int ttag, int offset, int length, boolean last) {
        return data(PduType.H2C_DATA, last ? CommonHeader.LAST : 0, cid, ttag, offset, length);
    }

    static Pdu c2hData(int cid, int offset, int length, int flags) {
        return data(PduType.C2H_DATA, flags, cid, 0, offset, length);
    }

    static Pdu r2t(int cid, int ttag, int offset, int length) {
        return data(PduType.R2T, 0, cid, ttag, offset, length);
    }

    private static Pdu data(int type, int flags, int cid, int ttag, int offset, int length) {
        return of(type, flags, 24, 0, 24).put16(8, cid).put16(10, ttag).put32(12, offset).put32(16, length);
    }

    Pdu plain() {
        return with(new byte[0], 0, false, false);
    }

    Pdu with(byte[] data) {
        return with(data, 0, false, false);
    }

    /** Cuts a stream into PDUs. */
    static List<Pdu> split(byte[] stream) {
        List<Pdu> all = new ArrayList<>();
        for (int at = 0; at < stream.length;) {
            int plen = buffer(stream).getInt(at + 4);
            all.add(new Pdu(Arrays.copyOfRange(stream, at, at + plen)));
            at += plen;
        }
        return all;
    }

    static byte[] join(Pdu... pdus) {
        int length = 0;
        for (Pdu pdu : pdus) {
            length += pdu.bytes.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (Pdu pdu : pdus) {
            all.put(pdu.bytes);
        }
        return all.array();
    }

    static byte[] pattern(int length, int salt) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >>> 8) + salt);
        }
        return bytes;
    }
}
