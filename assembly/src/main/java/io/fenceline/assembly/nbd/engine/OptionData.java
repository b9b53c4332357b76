package io.fenceline.assembly.nbd.engine;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the data of an option, checking every length against what is there. */
final class OptionData {
    /** Greatest number of queries in one option; there is one context to ask for. */
    static final int MAX_QUERIES = 64;

    /** The data makes no sense. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;
        private final int reply;

        Malformed(int reply, String message) {
            super(message, null, false, false);
            this.reply = reply;
        }

        /** What to answer. */
        int reply() {
            return reply;
        }
    }

    private final ByteBuffer data;

    OptionData(ByteBuffer data) {
        this.data = data;
    }

    /** A string with its length before it. */
    String string(String what) throws Malformed {
        need(4, what);
        return string(data.getInt() & 0xFFFF_FFFFL, what);
    }

    /** All that is left, as a string. */
    String rest(String what) throws Malformed {
        return string(data.remaining(), what);
    }

    private String string(long length, String what) throws Malformed {
        if (length > data.remaining()) {
            throw new Malformed(Nbd.REP_ERR_INVALID, what + ": " + length + " bytes are announced, " + data.remaining() + " are left");
        }
        if (length > Nbd.MAX_STRING) {
            throw new Malformed(Nbd.REP_ERR_TOO_BIG, what + ": " + length + " bytes; at most " + Nbd.MAX_STRING + " are taken");
        }
        ByteBuffer bytes = data.slice(data.position(), (int) length);
        data.position(data.position() + (int) length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new Malformed(Nbd.REP_ERR_INVALID, what + " is no UTF-8");
        }
    }

    /** A list of information requests with their number before it. */
    List<Integer> informationRequests() throws Malformed {
        need(2, "number of information requests");
        int count = data.getShort() & 0xFFFF;
        need(2 * count, "information requests");
        List<Integer> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(data.getShort() & 0xFFFF);
        }
        return all;
    }

    /** A list of queries with their number before it. */
    List<String> queries() throws Malformed {
        need(4, "number of queries");
        long count = data.getInt() & 0xFFFF_FFFFL;
        if (count > MAX_QUERIES) {
            throw new Malformed(Nbd.REP_ERR_TOO_BIG, count + " queries; at most " + MAX_QUERIES + " are taken");
        }
        List<String> all = new ArrayList<>((int) count);
        for (int i = 0; i < count; i++) {
            all.add(string("query"));
        }
        return all;
    }

    /** There is to be nothing more. */
    void end() throws Malformed {
        if (data.hasRemaining()) {
            throw new Malformed(Nbd.REP_ERR_INVALID, data.remaining() + " bytes more than the option has");
        }
    }

    private void need(int bytes, String what) throws Malformed {
        if (data.remaining() < bytes) {
            throw new Malformed(Nbd.REP_ERR_INVALID, what + ": missing");
        }
    }
}
