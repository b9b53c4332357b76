package io.fenceline.assembly.nbd.netty;

import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.assembly.nbd.engine.Export;
import io.fenceline.assembly.nbd.engine.Nbd;
import io.fenceline.assembly.nbd.engine.Payload;
import io.fenceline.assembly.nbd.engine.Transfer;
import io.fenceline.assembly.nbd.engine.Transmission;
import io.fenceline.assembly.nbd.engine.TransmissionLimits;
import io.fenceline.assembly.nbd.engine.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A connection after the handshake. Lives on its loop; requests go to a lane of the host and come back, many at a time when there
 * are many, and what they leave to be sent is flushed once for all of them.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of writes and closes, the pipeline and the views tell
final class TransmissionHandler extends ChannelInboundHandlerAdapter implements Wire, Transfer.Ended, Sessions.Session {
    /** Bytes of small replies that the client has not read; more, and no request is taken from it. */
    static final int REPLY_BACKLOG = 1 << 20;
    private static final int REPLIES = 4096;
    private static final System.Logger LOG = System.getLogger(TransmissionHandler.class.getName());

    private final Channel channel;
    private final Sessions sessions;
    private final NamespaceHandle handle;
    private final int lane;
    private final Transmission transmission;
    private final TransferQueue toHost = new TransferQueue();
    private final TransferQueue fromHost = new TransferQueue();
    private final Runnable beginAll = this::beginAll;
    private final Runnable endAll = this::endAll;
    private boolean wakeHost;
    private @Nullable ByteBuf replies;
    private int unsent;
    private boolean toFlush;
    private @Nullable ByteBuf waiting;
    private boolean busy;
    private boolean resume;
    private boolean closing;

    TransmissionHandler(Channel channel, Sessions sessions, Export export, boolean structured, boolean blockStatus,
            TransmissionLimits limits, int lane) {
        this.channel = channel;
        this.sessions = sessions;
        this.handle = export.handle();
        this.lane = lane;
        this.transmission = new Transmission(export, structured, blockStatus, limits, lane, this, this);
    }

    // From the socket.

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        channelRead((ByteBuf) message);
    }

    void channelRead(ByteBuf bytes) {
        guarded(() -> {
            if (bytes instanceof PayloadView data) {
                transmission.onReceived(data.readableBytes());
            } else {
                take(bytes);
            }
        });
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        guarded(this::endBatch);
    }

    private void take(ByteBuf bytes) {
        ByteBuf before = waiting;
        if (before == null) {
            waiting = bytes;
        } else {
            // More was read than was asked for.
            waiting = Unpooled.wrappedBuffer(before, bytes);
        }
        proceed();
    }

    /** Takes as much of the input as there is credit for. */
    private void proceed() {
        ByteBuf input = waiting == null ? Unpooled.EMPTY_BUFFER : waiting;
        ByteBuffer in = input.nioBuffer();
        transmission.receive(in);
        input.readerIndex(input.writerIndex() - in.remaining());
        if (!input.isReadable() && waiting != null) {
            waiting = null;
            input.release();
        }
        boolean read = waiting == null && !transmission.blocked();
        if (channel.config().isAutoRead() != read) {
            channel.config().setAutoRead(read);
        }
    }

    /** Where the data of a large WRITE goes; null: it is none, or not large, or begins in a buffer. */
    @Nullable
    PayloadView dataInput() {
        int missing = transmission.missing();
        if (missing < Receiving.DIRECT_BYTES || waiting != null) {
            return null;
        }
        Transfer transfer = transmission.receiving();
        int end = Payload.HEADER + transfer.length();
        return PayloadView.of(payload(transfer), this).forInput(end - missing, end);
    }

    private static Payload payload(Transfer transfer) {
        Payload payload = transfer.payload();
        if (payload == null) {
            throw new IllegalStateException("a transfer without memory");
        }
        return payload;
    }

    /** Hands over what was begun, and sends what has come together. */
    private void endBatch() {
        if (wakeHost) {
            wakeHost = false;
            try {
                handle.execute(lane, beginAll);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "the host takes no more", e);
                for (Transfer t = toHost.takeAll(); t != null;) {
                    Transfer next = t.next();
                    t.refuse(Nbd.EIO, "the host has ended");
                    onEnded(t);
                    t = next;
                }
            }
        }
        ByteBuf bytes = replies;
        if (bytes != null) {
            replies = null;
            int length = bytes.readableBytes();
            channel.write(bytes).addListener(_ -> {
                unsent -= length;
                resumeSoon();
            });
            toFlush = true;
        }
        if (toFlush) {
            toFlush = false;
            channel.flush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        guarded(() -> {
            transmission.onLost();
            dropInput();
            releaseWhenDone();
        });
    }

    private void dropInput() {
        ByteBuf input = waiting;
        if (input != null) {
            waiting = null;
            input.release();
        }
        ByteBuf unsentReplies = replies;
        if (unsentReplies != null && !channel.isActive()) {
            replies = null;
            unsentReplies.release();
        }
    }

    private void releaseWhenDone() {
        if (!channel.isActive() && transmission.release()) {
            sessions.remove(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            channel.close();
        } else {
            mistake(cause);
        }
    }

    // On a lane of the host, or any thread.

    private void beginAll() {
        for (Transfer t = toHost.takeAll(); t != null;) {
            Transfer next = t.next();
            t.begin();
            t = next;
        }
    }

    @Override
    public void onEnded(Transfer transfer) {
        if (fromHost.add(transfer)) {
            try {
                channel.eventLoop().execute(endAll);
            } catch (RejectedExecutionException e) {
                LOG.log(System.Logger.Level.DEBUG, "a request has ended after its server", e);
            }
        }
    }

    // From the loop.

    private void endAll() {
        guarded(() -> {
            for (Transfer t = fromHost.takeAll(); t != null;) {
                Transfer next = t.next();
                transmission.onEnded(t);
                t = next;
            }
            resume = true;
        });
    }

    void onSent(Transfer transfer) {
        transmission.onSent(transfer);
        resumeSoon();
    }

    /** Something that input may wait for is there. */
    private void resumeSoon() {
        resume = true;
        if (!busy) {
            guarded(() -> resume = true);
        }
    }

    /** Runs a step, then all that it has made possible. */
    private void guarded(Runnable step) {
        if (busy) {
            step.run();
            return;
        }
        busy = true;
        try {
            step.run();
            while (resume) {
                resume = false;
                if (channel.isActive() && !closing && (waiting != null || transmission.blocked() || !channel.config().isAutoRead())) {
                    proceed();
                }
                endBatch();
            }
            releaseWhenDone();
        } catch (RuntimeException | Error e) {
            mistake(e);
        } finally {
            busy = false;
        }
    }

    private void mistake(Throwable cause) {
        LOG.log(System.Logger.Level.ERROR, "the connection of " + channel.remoteAddress() + " ends because of a mistake of ours", cause);
        channel.close();
    }

    // From the engine.

    @Override
    public void begin(Transfer transfer) {
        wakeHost |= toHost.add(transfer);
    }

    @Override
    public void send(ByteBuffer bytes) {
        if (!channel.isActive()) {
            return;
        }
        ByteBuf buffer = replies;
        if (buffer == null) {
            buffer = channel.alloc().directBuffer(REPLIES);
            replies = buffer;
        }
        unsent += bytes.remaining();
        buffer.writeBytes(bytes);
    }

    @Override
    public void send(Transfer transfer, int from, int length) {
        toFlush = true;
        channel.write(PayloadView.of(payload(transfer), this).forOutput(transfer, from, length), channel.voidPromise());
    }

    @Override
    public boolean writable() {
        return unsent < REPLY_BACKLOG;
    }

    @Override
    public void close(String why, boolean atOnce) {
        if (closing) {
            return;
        }
        closing = true;
        if (!why.isEmpty()) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: hung up: {1}", channel.remoteAddress(), why);
        }
        if (atOnce) {
            channel.close();
        } else {
            endBatch();
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    // From the server.

    @Override
    public void drain() {
        channel.eventLoop().execute(() -> guarded(transmission::drain));
    }

    @Override
    public void cut() {
        channel.eventLoop().execute(() -> guarded(() -> {
            transmission.cancelAll();
            channel.close();
        }));
    }
}
