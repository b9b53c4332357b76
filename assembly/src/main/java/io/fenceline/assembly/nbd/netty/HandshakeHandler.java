package io.fenceline.assembly.nbd.netty;

import io.fenceline.assembly.nbd.engine.Export;
import io.fenceline.assembly.nbd.engine.Exports;
import io.fenceline.assembly.nbd.engine.Handshake;
import io.fenceline.assembly.nbd.engine.TransmissionLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection until its client has chosen an export; then {@link TransmissionHandler} takes its place. */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of writes and closes, the pipeline tells
final class HandshakeHandler extends ChannelInboundHandlerAdapter implements Sessions.Session {
    private static final System.Logger LOG = System.getLogger(HandshakeHandler.class.getName());

    private final Channel channel;
    private final Sessions sessions;
    private final Receiving receiving;
    private final TransmissionLimits limits;
    private final Duration timeout;
    private final int number;
    private final Handshake handshake;
    private @Nullable Future<?> deadline;
    private boolean done;

    HandshakeHandler(Channel channel, Sessions sessions, Receiving receiving, Exports exports, TransmissionLimits limits, Duration timeout,
            int number) {
        this.channel = channel;
        this.sessions = sessions;
        this.receiving = receiving;
        this.limits = limits;
        this.timeout = timeout;
        this.number = number;
        this.handshake = new Handshake(exports);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!sessions.add(this)) {
            LOG.log(System.Logger.Level.WARNING, "{0}: hung up, there are {1} connections already, or the server ends",
                    channel.remoteAddress(), sessions.count());
            done = true;
            channel.close();
            return;
        }
        deadline = channel.eventLoop().schedule(() -> hangUp("no export was chosen within " + timeout.toMillis() + " ms"),
                timeout.toMillis(), TimeUnit.MILLISECONDS);
        flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (done) {
            bytes.release();
            return;
        }
        ByteBuffer in = bytes.nioBuffer();
        try {
            handshake.receive(in);
        } catch (RuntimeException e) {
            bytes.release();
            LOG.log(System.Logger.Level.ERROR, "the handshake with " + channel.remoteAddress() + " ends because of a mistake of ours", e);
            hangUp("internal error: " + e);
            return;
        }
        bytes.readerIndex(bytes.writerIndex() - in.remaining());
        flush();
        switch (handshake.state()) {
            case TRANSMISSION -> transmit(ctx, bytes);
            case ENDED -> {
                bytes.release();
                hangUp(handshake.why());
            }
            default -> bytes.release();
        }
    }

    private void transmit(ChannelHandlerContext ctx, ByteBuf requests) {
        done();
        Export export = handshake.export();
        if (export == null) {
            throw new IllegalStateException("a handshake without an export");
        }
        LOG.log(System.Logger.Level.DEBUG, "{0} has chosen {1}", channel.remoteAddress(), export.name());
        TransmissionHandler next = new TransmissionHandler(channel, sessions, export, handshake.structured(), handshake.blockStatus(),
                limits,
                number % export.handle().lanes());
        receiving.transmission(next);
        sessions.replace(this, next);
        ctx.pipeline().replace(this, null, next);
        next.channelRead(requests);
    }

    /** Sends what there is, and reads on only when the client reads too. */
    private void flush() {
        byte[] output = handshake.takeOutput();
        if (output.length > 0) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(output));
            channel.config().setAutoRead(channel.isWritable());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        channel.config().setAutoRead(channel.isWritable());
    }

    private void hangUp(String why) {
        if (!done) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: hung up: {1}", channel.remoteAddress(), why);
            done();
            sessions.remove(this);
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void done() {
        done = true;
        Future<?> running = deadline;
        if (running != null) {
            running.cancel(false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!done) {
            done();
            sessions.remove(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.log(System.Logger.Level.ERROR, "the handshake with " + channel.remoteAddress() + " ends because of a mistake of ours",
                    cause);
        }
        channel.close();
    }

    /** Nothing of value is lost with a handshake: the client hears of the end at its next option, or of nothing any more. */
    @Override
    public void drain() {
        channel.eventLoop().execute(() -> {
            handshake.shutDown();
            hangUp("the server is about to end");
        });
    }

    @Override
    public void cut() {
        channel.close();
    }
}
