package io.fenceline.assembly.nbd.engine;

import io.fenceline.assembly.nbd.engine.OptionData.Malformed;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of fixed newstyle negotiation (proto.md, "Fixed newstyle negotiation"): bytes in, bytes out, and in the end
 * an export that was chosen, or a reason to hang up. One thread.
 */
public final class Handshake {
    /** How far it is. */
    public enum State {
        /** Options are awaited. */
        NEGOTIATING,
        /** An export was chosen; what follows are requests. */
        TRANSMISSION,
        /** The connection is to be closed once the output has left. */
        ENDED
    }

    /** Greatest length of an option's data that is looked at: fifteen strings of the greatest length. Longer: ERR_TOO_BIG. */
    public static final int MAX_OPTION = 64 << 10;
    /** Greatest length of an option's data that is read over; who announces more is hung up on. */
    public static final int MAX_SKIPPED = 1 << 20;
    /** Options before an export is chosen; clients send fewer than ten. */
    public static final int MAX_OPTIONS = 1024;

    private static final int OPTION_HEADER = 16;
    private static final int OLD_PADDING = 124;
    static final int CONTEXT_ID = 1;

    private enum Awaited {
        FLAGS, HEADER, DATA, SKIPPED
    }

    private final Exports exports;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private State state = State.NEGOTIATING;
    private String why = "";
    private Awaited awaited = Awaited.FLAGS;
    private ByteBuffer field = ByteBuffer.allocate(4);
    private long toSkip;
    private int option;
    private int options;
    private boolean noZeroes;
    private boolean structured;
    private @Nullable String contextOf;
    private @Nullable Export export;
    private boolean blockStatus;
    private boolean shuttingDown;

    /**
     * Begins: the greeting is in the output.
     *
     * @param exports what there is to choose from
     */
    public Handshake(Exports exports) {
        this.exports = exports;
        put(ByteBuffer.allocate(18).putLong(Nbd.INIT_PASSWD).putLong(Nbd.IHAVEOPT)
                .putShort((short) (Nbd.FLAG_FIXED_NEWSTYLE | Nbd.FLAG_NO_ZEROES)));
    }

    /**
     * How far it is.
     *
     * @return the state
     */
    public State state() {
        return state;
    }

    /**
     * Why it ended.
     *
     * @return one line; empty while it has not
     */
    public String why() {
        return why;
    }

    /**
     * What was chosen.
     *
     * @return null before {@link State#TRANSMISSION}
     */
    public @Nullable Export export() {
        return export;
    }

    /**
     * Whether the client takes structured replies.
     *
     * @return whether
     */
    public boolean structured() {
        return structured;
    }

    /**
     * Whether the client has selected base:allocation for the export that it chose.
     *
     * @return whether
     */
    public boolean blockStatus() {
        return blockStatus;
    }

    /** The server is about to end: options are answered ERR_SHUTDOWN from now on. */
    public void shutDown() {
        shuttingDown = true;
    }

    /**
     * What is to be sent.
     *
     * @return all that has come together since the last call
     */
    public byte[] takeOutput() {
        byte[] bytes = output.toByteArray();
        output.reset();
        return bytes;
    }

    /**
     * Takes what the client has sent, as long as it is negotiating.
     *
     * @param in what is left in it after {@link State#TRANSMISSION} are requests
     */
    public void receive(ByteBuffer in) {
        while (state == State.NEGOTIATING && in.hasRemaining()) {
            if (awaited == Awaited.SKIPPED) {
                int bytes = (int) Math.min(toSkip, in.remaining());
                in.position(in.position() + bytes);
                toSkip -= bytes;
                if (toSkip == 0) {
                    await(Awaited.HEADER, OPTION_HEADER);
                    if (option == Nbd.OPT_ABORT) {
                        abort();
                    } else {
                        answer(Nbd.REP_ERR_TOO_BIG, "the option has too much data; at most " + MAX_OPTION + " bytes are taken");
                    }
                }
                continue;
            }
            int bytes = Math.min(field.remaining(), in.remaining());
            field.put(field.position(), in, in.position(), bytes).position(field.position() + bytes);
            in.position(in.position() + bytes);
            if (!field.hasRemaining()) {
                field.flip();
                onField();
            }
        }
    }

    private void await(Awaited what, int bytes) {
        awaited = what;
        field = ByteBuffer.allocate(bytes);
    }

    private void onField() {
        switch (awaited) {
            case FLAGS -> onFlags(field.getInt());
            case HEADER -> onHeader();
            default -> {
                ByteBuffer data = field;
                await(Awaited.HEADER, OPTION_HEADER);
                onOption(data);
            }
        }
    }

    private void onFlags(int flags) {
        if ((flags & ~(Nbd.FLAG_FIXED_NEWSTYLE | Nbd.FLAG_NO_ZEROES)) != 0) {
            end("unknown client flags " + Integer.toHexString(flags) + "h");
            return;
        }
        // A client without FIXED_NEWSTYLE knows EXPORT_NAME alone, which is served like from any other.
        noZeroes = (flags & Nbd.FLAG_NO_ZEROES) != 0;
        await(Awaited.HEADER, OPTION_HEADER);
    }

    private void onHeader() {
        long magic = field.getLong();
        option = field.getInt();
        long length = field.getInt() & 0xFFFF_FFFFL;
        if (magic != Nbd.IHAVEOPT) {
            end("an option begins with " + Long.toHexString(magic) + "h, not with IHAVEOPT");
        } else if (++options > MAX_OPTIONS) {
            end("more than " + MAX_OPTIONS + " options");
        } else if (length > MAX_SKIPPED || (option == Nbd.OPT_EXPORT_NAME && length > Nbd.MAX_STRING)) {
            end("option " + Integer.toUnsignedString(option) + " announces " + length + " bytes");
        } else if (length > MAX_OPTION) {
            awaited = Awaited.SKIPPED;
            toSkip = length;
        } else if (length > 0) {
            await(Awaited.DATA, (int) length);
        } else {
            await(Awaited.HEADER, OPTION_HEADER);
            onOption(ByteBuffer.allocate(0));
        }
    }

    private void onOption(ByteBuffer data) {
        try {
            if (option == Nbd.OPT_ABORT) {
                abort();
            } else if (shuttingDown) {
                refuse(Nbd.REP_ERR_SHUTDOWN, "the server is about to end");
            } else {
                onOption(new OptionData(data));
            }
        } catch (Malformed e) {
            refuse(e.reply(), String.valueOf(e.getMessage()));
        }
    }

    private void onOption(OptionData data) throws Malformed {
        switch (option) {
            case Nbd.OPT_EXPORT_NAME -> onExportName(data.rest("export name"));
            case Nbd.OPT_LIST -> {
                data.end();
                exports.list().stream().limit(Exports.MAX_LISTED).forEach(this::listed);
                acknowledge();
            }
            case Nbd.OPT_INFO, Nbd.OPT_GO -> onGo(data);
            case Nbd.OPT_STRUCTURED_REPLY -> {
                data.end();
                structured = true;
                acknowledge();
            }
            case Nbd.OPT_LIST_META_CONTEXT, Nbd.OPT_SET_META_CONTEXT -> onMetaContext(data);
            default -> answer(Nbd.REP_ERR_UNSUP, "option " + Integer.toUnsignedString(option) + " is not known here");
        }
    }

    /** The old way to choose, which has no way to say no. */
    private void onExportName(String name) {
        Export chosen = exports.find(name);
        if (chosen == null) {
            end("no export '" + printable(name) + "'");
            return;
        }
        put(ByteBuffer.allocate(10).putLong(chosen.bytes()).putShort((short) chosen.flags(structured)));
        if (!noZeroes) {
            put(ByteBuffer.allocate(OLD_PADDING).position(OLD_PADDING));
        }
        go(chosen);
    }

    private void listed(Export one) {
        byte[] name = utf8(one.name());
        byte[] description = utf8(one.description());
        reply(Nbd.REP_SERVER,
                ByteBuffer.allocate(4 + name.length + description.length).putInt(name.length).put(name).put(description));
    }

    private void onGo(OptionData data) throws Malformed {
        String name = data.string("export name");
        List<Integer> wanted = data.informationRequests();
        data.end();
        Export chosen = exports.find(name);
        if (chosen == null) {
            answer(Nbd.REP_ERR_UNKNOWN, "no export '" + printable(name) + "'");
            return;
        }
        reply(Nbd.REP_INFO, ByteBuffer.allocate(12).putShort((short) Nbd.INFO_EXPORT).putLong(chosen.bytes())
                .putShort((short) chosen.flags(structured)));
        // Always, since a client that did not ask still gets errors for what is no whole block.
        reply(Nbd.REP_INFO, ByteBuffer.allocate(14).putShort((short) Nbd.INFO_BLOCK_SIZE).putInt(chosen.blockSize())
                .putInt(chosen.preferredBlock()).putInt(Export.MAX_PAYLOAD));
        if (wanted.contains(Nbd.INFO_NAME)) {
            text(Nbd.INFO_NAME, chosen.name());
        }
        if (wanted.contains(Nbd.INFO_DESCRIPTION)) {
            text(Nbd.INFO_DESCRIPTION, chosen.description());
        }
        acknowledge();
        if (option == Nbd.OPT_GO) {
            go(chosen);
        }
    }

    private void text(int type, String text) {
        byte[] bytes = utf8(text);
        reply(Nbd.REP_INFO, ByteBuffer.allocate(2 + bytes.length).putShort((short) type).put(bytes));
    }

    private void onMetaContext(OptionData data) throws Malformed {
        boolean set = option == Nbd.OPT_SET_META_CONTEXT;
        if (set) {
            contextOf = null; // what was set before goes, also when this fails
        }
        if (!structured) {
            throw new Malformed(Nbd.REP_ERR_INVALID, "STRUCTURED_REPLY must come first");
        }
        String name = data.string("export name");
        List<String> queries = data.queries();
        data.end();
        Export meant = exports.find(name);
        if (meant == null) {
            answer(Nbd.REP_ERR_UNKNOWN, "no export '" + printable(name) + "'");
            return;
        }
        // Unknown contexts are no error (proto.md, "The base: metadata namespace"); 'base:' is a wildcard for lists alone.
        boolean matches = queries.contains(Nbd.BASE_ALLOCATION) || (!set && (queries.isEmpty() || queries.contains("base:")));
        if (matches) {
            byte[] context = utf8(Nbd.BASE_ALLOCATION);
            reply(Nbd.REP_META_CONTEXT, ByteBuffer.allocate(4 + context.length).putInt(set ? CONTEXT_ID : 0).put(context));
        }
        if (set && matches) {
            contextOf = meant.name();
        }
        acknowledge();
    }

    private void go(Export chosen) {
        export = chosen;
        blockStatus = structured && chosen.name().equals(contextOf);
        state = State.TRANSMISSION;
    }

    /** Says no; to the one option that has no answer, by hanging up. */
    private void refuse(int type, String text) {
        if (option == Nbd.OPT_EXPORT_NAME) {
            end(text);
        } else {
            answer(type, text);
        }
    }

    private void answer(int type, String text) {
        byte[] bytes = utf8(text);
        reply(type, ByteBuffer.allocate(bytes.length).put(bytes));
    }

    private void acknowledge() {
        reply(Nbd.REP_ACK, ByteBuffer.allocate(0));
    }

    private void abort() {
        acknowledge();
        end("the client gave up");
    }

    private void end(String reason) {
        state = State.ENDED;
        why = reason;
    }

    private void reply(int type, ByteBuffer data) {
        put(ByteBuffer.allocate(20).putLong(Nbd.REP_MAGIC).putInt(option).putInt(type).putInt(data.position()));
        put(data);
    }

    private void put(ByteBuffer filled) {
        byte[] bytes = new byte[filled.position()];
        filled.get(0, bytes);
        output.writeBytes(bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A name as it may stand in a line of a log, or in an answer. */
    static String printable(String name) {
        String shown = name.length() > 64 ? name.substring(0, 64) + "..." : name;
        return shown.codePoints().map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
