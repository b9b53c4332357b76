package io.fenceline.assembly.nbd.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of the transmission phase (proto.md, "Transmission phase"): takes requests, begins transfers, sends replies in
 * the order in which they end. One thread. What the client may hold is bounded, see {@link TransmissionLimits}: beyond that,
 * nothing is taken from the input until something has ended.
 */
public final class Transmission {
    private static final int ERROR_FIXED = 6;
    private static final int MAX_MESSAGE = 512;

    private enum Awaited {
        /** A header. */
        REQUEST,
        /** A header has come, and there is no credit for it yet. */
        CREDIT,
        /** Data of a WRITE. */
        DATA,
        /** Data of a WRITE that was refused. */
        REFUSED_DATA,
        /** Nothing: the client has said DISC, or is gone. */
        NOTHING
    }

    private final Export export;
    private final boolean structured;
    private final boolean blockStatus;
    private final Wire wire;
    private final Transfers transfers;
    private final ByteBuffer header = ByteBuffer.allocate(Nbd.REQUEST_BYTES);
    private final ByteBuffer reply = ByteBuffer.allocate(Nbd.CHUNK_BYTES + ERROR_FIXED + MAX_MESSAGE);
    private Awaited awaited = Awaited.REQUEST;
    private int flags;
    private int command;
    private long cookie;
    private long offset;
    private long length;
    private @Nullable Transfer receiving;
    private int received;
    private long toSkip;
    private int refusal;
    private String refusalText = "";
    private boolean draining;
    private boolean disconnecting;
    private boolean lost;

    /**
     * Begins after the handshake.
     *
     * @param export what was chosen
     * @param structured whether structured replies were negotiated
     * @param blockStatus whether base:allocation was
     * @param limits what the client may hold
     * @param lane on which requests run
     * @param wire socket and host
     * @param ended where transfers go at their end; must bring them to {@link #onEnded} on this thread
     */
    public Transmission(Export export, boolean structured, boolean blockStatus, TransmissionLimits limits, int lane, Wire wire,
            Transfer.Ended ended) {
        this.export = export;
        this.structured = structured;
        this.blockStatus = blockStatus;
        this.wire = wire;
        this.transfers = new Transfers(limits, () -> new Transfer(export, lane, ended));
    }

    /**
     * Transfers that have not been replied to.
     *
     * @return how many
     */
    public int open() {
        return transfers.open();
    }

    /**
     * Memory that is held.
     *
     * @return bytes
     */
    public long payloadBytes() {
        return transfers.bytes();
    }

    /**
     * Takes what the client has sent.
     *
     * @param in what is left in it waits for credit: to be given again, with what follows it, when something has ended
     */
    public void receive(ByteBuffer in) {
        while (step(in)) {
            // as long as there is input and credit for it
        }
    }

    /**
     * Whether input waits for something to end or to leave: nothing more is to be read before.
     *
     * @return whether
     */
    public boolean blocked() {
        return awaited == Awaited.CREDIT || (awaited == Awaited.REQUEST && !wire.writable());
    }

    private boolean step(ByteBuffer in) {
        return switch (awaited) {
            case REQUEST -> wire.writable() && takeHeader(in);
            case CREDIT -> onRequest();
            case DATA -> takeData(in);
            case REFUSED_DATA -> readOver(in);
            case NOTHING -> {
                in.position(in.limit());
                yield false;
            }
        };
    }

    private boolean takeHeader(ByteBuffer in) {
        int bytes = Math.min(header.remaining(), in.remaining());
        header.put(header.position(), in, in.position(), bytes).position(header.position() + bytes);
        in.position(in.position() + bytes);
        if (header.hasRemaining()) {
            return false;
        }
        onHeader();
        return true;
    }

    private boolean takeData(ByteBuffer in) {
        Transfer transfer = receiving();
        int bytes = Math.min(transfer.length() - received, in.remaining());
        payload(transfer).bytes().put(Payload.HEADER + received, in, in.position(), bytes);
        in.position(in.position() + bytes);
        return bytes > 0 && onData(bytes);
    }

    private boolean readOver(ByteBuffer in) {
        int bytes = (int) Math.min(toSkip, in.remaining());
        in.position(in.position() + bytes);
        toSkip -= bytes;
        if (toSkip > 0) {
            return false;
        }
        awaited = Awaited.REQUEST;
        sendError(cookie, refusal, refusalText);
        return true;
    }

    /**
     * How much data of a WRITE is missing, so that it may be received right where it belongs.
     *
     * @return bytes; 0: no data is awaited
     */
    public int missing() {
        return awaited == Awaited.DATA ? receiving().length() - received : 0;
    }

    /**
     * Whose data is missing.
     *
     * @return its payload is to be filled from {@link Payload#HEADER} plus length less {@link #missing}
     */
    public Transfer receiving() {
        Transfer transfer = receiving;
        if (transfer == null) {
            throw new IllegalStateException("no data is awaited");
        }
        return transfer;
    }

    /**
     * Data was received where it belongs.
     *
     * @param bytes at most {@link #missing}
     */
    public void onReceived(int bytes) {
        onData(bytes);
    }

    private boolean onData(int bytes) {
        received += bytes;
        Transfer transfer = receiving();
        if (received < transfer.length()) {
            return false;
        }
        receiving = null;
        awaited = Awaited.REQUEST;
        wire.begin(transfer);
        return true;
    }

    private void onHeader() {
        header.flip();
        int magic = header.getInt();
        flags = header.getShort() & 0xFFFF;
        command = header.getShort() & 0xFFFF;
        cookie = header.getLong();
        offset = header.getLong();
        length = header.getInt() & 0xFFFF_FFFFL;
        header.clear();
        if (magic != Nbd.REQUEST_MAGIC) {
            // Nothing tells where the next request would begin.
            awaited = Awaited.NOTHING;
            wire.close("a request begins with " + Integer.toHexString(magic) + "h, not with NBD_REQUEST_MAGIC", true);
        } else if (command == Nbd.CMD_DISC) {
            awaited = Awaited.NOTHING;
            disconnecting = true;
            closeWhenDone();
        } else {
            judge();
        }
    }

    private void judge() {
        refusal = draining ? Nbd.ESHUTDOWN : Requests.error(export, blockStatus, command, flags, offset, length);
        if (refusal != 0) {
            refuse(draining
                    ? "the server is about to end"
                    : Requests.text(export, blockStatus, command, flags, offset, length));
        } else if (command == Nbd.CMD_CACHE) {
            awaited = Awaited.REQUEST;
            sendSimple(cookie, 0); // a hint, which nobody could follow
        } else if (command == Nbd.CMD_BLOCK_STATUS) {
            awaited = Awaited.REQUEST;
            sendBlockStatus();
        } else {
            awaited = Awaited.CREDIT;
        }
    }

    private void refuse(String text) {
        if (command == Nbd.CMD_WRITE && length > 0) {
            awaited = Awaited.REFUSED_DATA;
            toSkip = length;
            refusalText = text;
        } else {
            awaited = Awaited.REQUEST;
            sendError(cookie, refusal, text);
        }
    }

    /** A right request: begins as soon as there is credit. Tells whether there was. */
    private boolean onRequest() {
        boolean carries = command == Nbd.CMD_READ || command == Nbd.CMD_WRITE;
        Transfer transfer;
        try {
            transfer = transfers.take(carries ? (int) length : 0);
        } catch (OutOfMemoryError e) {
            refusal = Nbd.ENOMEM;
            refuse("no memory for " + length + " bytes of data");
            return true;
        }
        if (transfer == null) {
            return false;
        }
        transfer.set(command, flags, cookie, offset, length);
        if (command == Nbd.CMD_WRITE) {
            receiving = transfer;
            received = 0;
            awaited = Awaited.DATA;
        } else {
            awaited = Awaited.REQUEST;
            wire.begin(transfer);
        }
        return true;
    }

    /**
     * A transfer has ended: replies to it, or forgets it when the client is gone. Then input that waits should be given again.
     *
     * @param transfer begun before
     */
    public void onEnded(Transfer transfer) {
        if (lost) {
            transfers.giveBack(transfer);
            return;
        }
        if (transfer.error() != 0) {
            sendError(transfer.cookie(), transfer.error(), transfer.message());
        } else if (transfer.command() == Nbd.CMD_READ) {
            sendData(transfer);
            return;
        } else {
            sendSimple(transfer.cookie(), 0);
        }
        transfers.giveBack(transfer);
        closeWhenDone();
    }

    /**
     * A reply with data has left, or never will. Then input that waits should be given again.
     *
     * @param transfer given to {@link Wire#send(Transfer, int, int)} before
     */
    public void onSent(Transfer transfer) {
        transfers.giveBack(transfer);
        if (!lost) {
            closeWhenDone();
        }
    }

    /** The server is about to end: requests that have come are ended, later ones refused, then the connection is closed. */
    public void drain() {
        draining = true;
        closeWhenDone();
    }

    private void closeWhenDone() {
        // A client in the middle of its data is waited for only as long as the server's grace lasts.
        if ((disconnecting || draining) && transfers.open() == 0) {
            awaited = Awaited.NOTHING;
            wire.close(disconnecting ? "" : "the server is about to end", false);
        }
    }

    /** The client is gone. Its commands go on, since they may have been begun; what they bring is dropped. */
    public void onLost() {
        lost = true;
        awaited = Awaited.NOTHING;
        Transfer half = receiving;
        if (half != null) {
            receiving = null;
            transfers.giveBack(half);
        }
    }

    /**
     * Gives the memory back, once the client is gone and all has ended.
     *
     * @return whether that is so
     */
    public boolean release() {
        return lost && transfers.release();
    }

    /** Wants all transfers ended soon. */
    public void cancelAll() {
        transfers.cancelAll();
    }

    private static Payload payload(Transfer transfer) {
        Payload payload = transfer.payload();
        if (payload == null) {
            throw new IllegalStateException("a transfer without memory");
        }
        return payload;
    }

    // Replies.

    private void sendSimple(long to, int error) {
        wire.send(reply.clear().putInt(Nbd.SIMPLE_REPLY_MAGIC).putInt(error).putLong(to).flip());
    }

    /** All of it in one chunk, which is what DF asks for, and is known to be whole. */
    private void sendData(Transfer transfer) {
        ByteBuffer bytes = payload(transfer).bytes();
        int bytesOfData = transfer.length();
        int from;
        if (structured) {
            from = Payload.HEADER - Nbd.CHUNK_BYTES - Long.BYTES;
            chunk(bytes.clear().position(from), Nbd.REPLY_TYPE_OFFSET_DATA, transfer.cookie(), Long.BYTES + bytesOfData)
                    .putLong(transfer.offset());
        } else {
            from = Payload.HEADER - Nbd.SIMPLE_REPLY_BYTES;
            bytes.clear().position(from).putInt(Nbd.SIMPLE_REPLY_MAGIC).putInt(0).putLong(transfer.cookie());
        }
        bytes.clear();
        wire.send(transfer, from, Payload.HEADER - from + bytesOfData);
    }

    /** One extent, "allocated": what is known without asking the medium. */
    private void sendBlockStatus() {
        chunk(reply.clear(), Nbd.REPLY_TYPE_BLOCK_STATUS, cookie, 12).putInt(Handshake.CONTEXT_ID).putInt((int) length).putInt(0);
        wire.send(reply.flip());
    }

    private void sendError(long to, int error, String text) {
        if (!structured) {
            sendSimple(to, error);
            return;
        }
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        int bytes = Math.min(all.length, MAX_MESSAGE);
        chunk(reply.clear(), Nbd.REPLY_TYPE_ERROR, to, ERROR_FIXED + bytes).putInt(error).putShort((short) bytes).put(all, 0, bytes);
        wire.send(reply.flip());
    }

    private static ByteBuffer chunk(ByteBuffer into, int type, long to, int bytes) {
        return into.putInt(Nbd.STRUCTURED_REPLY_MAGIC).putShort((short) Nbd.REPLY_FLAG_DONE).putShort((short) type).putLong(to)
                .putInt(bytes);
    }
}
