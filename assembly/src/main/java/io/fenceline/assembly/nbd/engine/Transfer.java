package io.fenceline.assembly.nbd.engine;

import io.fenceline.api.host.BlockRange;
import io.fenceline.api.host.HostException;
import io.fenceline.api.host.IoListener;
import io.fenceline.api.host.IoOptions;
import io.fenceline.api.host.IoRequest;
import io.fenceline.api.host.NamespaceHandle;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client on its way through the host. Made for a connection and used again; it has one owner at a time: the
 * connection, from {@link #begin} to its end the host.
 */
public final class Transfer implements IoListener {
    /** Hears of the end of transfers. */
    @FunctionalInterface
    public interface Ended {
        /**
         * A transfer has ended.
         *
         * @param transfer it is the connection's again; called on any thread, must not block
         */
        void onEnded(Transfer transfer);
    }

    /** Zeroes of one command: what the field of Write Zeroes can say. */
    static final int MAX_ZEROES_BLOCKS = 65_536;
    /** What one Dataset Management command deallocates at most, so that a controller is not busy with one for long. */
    static final long MAX_TRIM_BYTES = 256L << 20;

    private final NamespaceHandle handle;
    private final IoRequest request;
    private final Ended ended;
    private final int blockShift;
    private int command;
    private int flags;
    private long cookie;
    private long offset;
    private long length;
    private @Nullable Payload payload;
    private long nextBlock;
    private long blocksLeft;
    private boolean flushing;
    private int error;
    private String message = "";
    private volatile @Nullable CompletableFuture<Void> trim;
    private volatile boolean cancelled;
    private @Nullable Transfer next;

    Transfer(Export export, int lane, Ended ended) {
        this.handle = export.handle();
        this.request = handle.request(lane, this);
        this.ended = ended;
        this.blockShift = Integer.numberOfTrailingZeros(export.blockSize());
    }

    void set(int newCommand, int newFlags, long newCookie, long newOffset, long newLength) {
        command = newCommand;
        flags = newFlags;
        cookie = newCookie;
        offset = newOffset;
        length = newLength;
        error = 0;
        message = "";
        cancelled = false;
    }

    int command() {
        return command;
    }

    long cookie() {
        return cookie;
    }

    long offset() {
        return offset;
    }

    /**
     * Length of its data.
     *
     * @return bytes; of READ and WRITE only
     */
    public int length() {
        return (int) length;
    }

    int error() {
        return error;
    }

    String message() {
        return message;
    }

    /**
     * Where its data is.
     *
     * @return null when it has none, nor had any before
     */
    public @Nullable Payload payload() {
        return payload;
    }

    void payload(@Nullable Payload memory) {
        payload = memory;
    }

    /**
     * The one after it in a list of whoever owns it.
     *
     * @return null: the last
     */
    public @Nullable Transfer next() {
        return next;
    }

    /**
     * Links it.
     *
     * @param after null: the last
     */
    public void next(@Nullable Transfer after) {
        next = after;
    }

    /** Starts it. Best where {@link NamespaceHandle#execute} runs. */
    public void begin() {
        nextBlock = offset >>> blockShift;
        blocksLeft = length >>> blockShift;
        flushing = false;
        proceed();
    }

    /** Wants it ended soon. Any thread. */
    public void cancel() {
        cancelled = true;
        request.cancel();
        CompletableFuture<Void> running = trim;
        if (running != null) {
            running.cancel(false);
        }
    }

    /**
     * It will not be begun, and has failed.
     *
     * @param errorNumber of the protocol
     * @param text one line
     */
    public void refuse(int errorNumber, String text) {
        error = errorNumber;
        message = text;
    }

    private void proceed() {
        try {
            switch (command) {
                case Nbd.CMD_READ -> request.read(nextBlock, data()).submit();
                case Nbd.CMD_WRITE -> request.write(nextBlock, data()).fua(has(Nbd.CMD_FLAG_FUA)).submit();
                case Nbd.CMD_WRITE_ZEROES -> {
                    int blocks = (int) Math.min(blocksLeft, MAX_ZEROES_BLOCKS);
                    long lba = nextBlock;
                    advance(blocks);
                    request.writeZeroes(lba, blocks, !has(Nbd.CMD_FLAG_NO_HOLE)).fua(has(Nbd.CMD_FLAG_FUA)).submit();
                }
                case Nbd.CMD_TRIM -> {
                    if (flushing) {
                        request.flush().submit();
                    } else {
                        trim();
                    }
                }
                default -> request.flush().submit();
            }
        } catch (IllegalArgumentException e) {
            fail(Nbd.EINVAL, String.valueOf(e.getMessage())); // the namespace has shrunk since the client was told its size
        } catch (RuntimeException e) {
            fail(Nbd.EIO, String.valueOf(e.getMessage()));
        }
    }

    private MemorySegment data() {
        Payload memory = payload;
        if (memory == null) {
            throw new IllegalStateException("a transfer without memory");
        }
        return memory.data((int) length);
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }

    private void advance(long blocks) {
        nextBlock += blocks;
        blocksLeft -= blocks;
    }

    private void trim() {
        long blocks = Math.min(blocksLeft, MAX_TRIM_BYTES >>> blockShift);
        BlockRange range = new BlockRange(nextBlock, blocks);
        advance(blocks);
        CompletableFuture<Void> running = handle.deallocate(List.of(range), IoOptions.DEFAULTS);
        trim = running;
        if (cancelled) {
            running.cancel(false);
        }
        var _ = running.whenComplete((_, failure) -> {
            trim = null;
            if (failure == null) {
                onPiece();
            } else if (failure instanceof HostException e) {
                fail(Errors.of(e.status(), command), String.valueOf(e.getMessage()));
            } else {
                fail(Nbd.EIO, failure.toString());
            }
        });
    }

    @Override
    public void onEnd(IoRequest done) {
        int status = done.status();
        if (status == 0) {
            onPiece();
        } else {
            fail(Errors.of(status, command), Errors.text(status));
        }
    }

    private void onPiece() {
        boolean more = (command == Nbd.CMD_WRITE_ZEROES || command == Nbd.CMD_TRIM) && blocksLeft > 0;
        if (more && cancelled) {
            fail(Nbd.ESHUTDOWN, "the server is about to end");
        } else if (more) {
            proceed();
        } else if (command == Nbd.CMD_TRIM && has(Nbd.CMD_FLAG_FUA) && !flushing) {
            // Dataset Management has no FUA: what it changed is made durable by a Flush.
            flushing = true;
            proceed();
        } else {
            ended.onEnded(this);
        }
    }

    private void fail(int errorNumber, String text) {
        error = errorNumber;
        message = text;
        ended.onEnded(this);
    }
}
