package io.fenceline.transport.tcp.netty;

import io.fenceline.spi.transport.TransportFault;
import io.fenceline.transport.tcp.engine.PooledBuffer;
import io.fenceline.transport.tcp.engine.TcpConnection;
import io.fenceline.transport.tcp.engine.Wire;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Drives one connection by one socket. Lives on its loop. */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of writes and closes, the pipeline and the views tell
final class SocketChannelBinding extends ChannelInboundHandlerAdapter implements Wire {
    private static final System.Logger LOG = System.getLogger(SocketChannelBinding.class.getName());

    private final TcpLoop loop;
    private final SocketChannel channel;
    private final ChannelPromise unheard;
    private final ReceiveBuffer receive;
    private final TcpConnection connection;
    private final Runnable runEngine;
    private @Nullable Throwable failure;
    private boolean runWanted;
    private boolean gone;

    SocketChannelBinding(TcpLoop loop, SocketChannel channel, Function<Wire, TcpConnection> engine) {
        this.loop = loop;
        this.channel = channel;
        this.unheard = channel.voidPromise();
        this.receive = loop.receiveBuffer();
        channel.config().setRecvByteBufAllocator(receive);
        this.connection = engine.apply(this);
        this.runEngine = connection::run;
        loop.add(this);
        channel.closeFuture().addListener(_ -> channel.eventLoop().execute(this::onClosed));
    }

    TcpConnection connection() {
        return connection;
    }

    // From the socket.

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        guarded(connection::onConnected);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        int length = ((SocketView) message).writerIndex();
        try {
            connection.onBytes(receive.buffer(), 0, length);
        } catch (RuntimeException | Error e) {
            mistake(e);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        try {
            connection.onBatchEnd();
        } catch (RuntimeException | Error e) {
            mistake(e);
        }
        after();
    }

    /** After the close has let go of all that waited to be written. */
    private void onClosed() {
        Throwable cause = failure;
        guarded(() -> {
            if (cause == null) {
                connection.onClosed(TransportFault.Kind.CLOSED, "the peer closed the connection");
            } else {
                connection.onClosed(NetworkFaults.of(cause));
            }
        });
    }

    /** The connection is to break at once. */
    void cut() {
        failure = new IOException("the connection was cut");
        abort();
    }

    /** The connection could not be made. */
    void onConnectFailed(Throwable cause) {
        failure = cause;
        channel.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof ClosedChannelException) {
            return; // output that was queued after the end
        }
        if (cause instanceof IOException) {
            if (failure == null) {
                failure = cause;
            }
            channel.close();
        } else {
            mistake(cause);
        }
    }

    void onWritten() {
        connection.onWritten(channel.isOpen());
    }

    // From the loop.

    void run() {
        runWanted = false;
        guarded(runEngine);
    }

    void onTimeout(long nowNs) {
        if (nowNs >= connection.nextDeadlineNs()) {
            guarded(() -> connection.onTimeout(nowNs));
        }
    }

    void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            mistake(e);
        }
        after();
    }

    private void mistake(Throwable cause) {
        LOG.log(System.Logger.Level.ERROR, "the connection from " + channel.remoteAddress() + " ends because of a mistake of ours", cause);
        try {
            connection.onInternalError("internal error: " + cause);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "and its end failed too", e);
            abort();
        }
    }

    /** Sees to what a call of the engine may have left: a deadline, or the end. */
    private void after() {
        if (connection.nextDeadlineNs() != TcpConnection.NO_DEADLINE) {
            loop.watchTime();
        }
        if (!gone && connection.finished()) {
            gone = true;
            loop.remove(this);
            loop.giveBack(receive);
        }
    }

    // From the engine.

    @Override
    public void write(PooledBuffer buffer, int from, int length) {
        channel.write(SocketView.forOutput(buffer, from, length, this), unheard);
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public void requestRun() {
        if (!runWanted) {
            runWanted = true;
            loop.runSoon(this);
        }
    }

    @Override
    public void reading(boolean on) {
        channel.config().setAutoRead(on);
    }

    @Override
    public void shutdownOutput() {
        channel.shutdownOutput();
    }

    @Override
    public void abort() {
        if (channel.isOpen()) {
            // Lingering 0: the kernel throws away what it has not sent, so that after the close nothing leaves any more.
            channel.config().setSoLinger(0);
        }
        channel.close();
    }
}
