package io.fenceline.assembly.nbd;

import io.fenceline.assembly.nbd.engine.Nbd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * A reply as a client reads it.
 *
 * @param type -1: a simple reply, else the type of the chunk
 * @param cookie whose
 * @param error 0: well
 * @param data of a READ, or the rest of a chunk
 */
public record NbdReply(int type, long cookie, int error, byte[] data) {
    /** A simple reply, which is no chunk. */
    public static final int SIMPLE = -1;

    /** Where bytes come from. */
    public interface Source {
        /** So many bytes. */
        byte[] next(int bytes) throws IOException;
    }

    /** Reads one. */
    public static NbdReply read(Source in, LongFunction<Integer> readLength) throws IOException {
        int magic = ByteBuffer.wrap(in.next(4)).getInt();
        if (magic == Nbd.SIMPLE_REPLY_MAGIC) {
            ByteBuffer rest = ByteBuffer.wrap(in.next(12));
            int error = rest.getInt();
            long cookie = rest.getLong();
            return new NbdReply(SIMPLE, cookie, error, error == 0 ? in.next(readLength.apply(cookie)) : new byte[0]);
        }
        if (magic != Nbd.STRUCTURED_REPLY_MAGIC) {
            throw new IOException("a reply begins with " + Integer.toHexString(magic) + "h");
        }
        ByteBuffer rest = ByteBuffer.wrap(in.next(16));
        if (rest.getShort() != Nbd.REPLY_FLAG_DONE) {
            throw new IOException("a chunk that is not the last");
        }
        int type = rest.getShort() & 0xFFFF;
        long cookie = rest.getLong();
        byte[] data = in.next(rest.getInt());
        return new NbdReply(type, cookie, type == Nbd.REPLY_TYPE_ERROR ? ByteBuffer.wrap(data).getInt() : 0, data);
    }

    /** All replies in some bytes. */
    public static List<NbdReply> all(byte[] bytes, LongFunction<Integer> readLength) {
        List<NbdReply> replies = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            while (in.hasRemaining()) {
                replies.add(read(count -> {
                    byte[] part = new byte[count];
                    in.get(part);
                    return part;
                }, readLength));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return replies;
    }

    /** The data of a READ, whatever the kind of reply. */
    public byte[] content() {
        return type == SIMPLE ? data : java.util.Arrays.copyOfRange(data, 8, data.length);
    }

    /** What an error says to a person. */
    public String message() {
        return new String(data, 6, data.length - 6, StandardCharsets.UTF_8);
    }

    /** The bytes of a request. */
    public static byte[] request(int flags, int command, long cookie, long offset, long length, byte... data) {
        return ByteBuffer.allocate(Nbd.REQUEST_BYTES + data.length).putInt(Nbd.REQUEST_MAGIC).putShort((short) flags)
                .putShort((short) command).putLong(cookie).putLong(offset).putInt((int) length).put(data).array();
    }
}
