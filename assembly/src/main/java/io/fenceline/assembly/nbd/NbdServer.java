package io.fenceline.assembly.nbd;

import io.fenceline.api.NvmeException;
import io.fenceline.assembly.nbd.engine.Exports;
import io.fenceline.assembly.nbd.netty.NbdSockets;
import io.fenceline.assembly.nbd.netty.Sockets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Serves exports to NBD clients. Any thread; {@link #start} and {@link #close} block. */
public final class NbdServer implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final NbdSettings settings;
    private final Exports exports;
    private final Sockets sockets;
    private @Nullable NbdSockets open;

    /**
     * Makes one.
     *
     * @param settings how
     * @param exports what
     */
    public NbdServer(NbdSettings settings, Exports exports) {
        this(settings, exports, Sockets.best());
    }

    /**
     * Makes one with certain sockets.
     *
     * @param settings how
     * @param exports what
     * @param sockets by what
     */
    public NbdServer(NbdSettings settings, Exports exports, Sockets sockets) {
        this.settings = settings;
        this.exports = exports;
        this.sockets = sockets;
    }

    /**
     * Listens.
     *
     * @return where, with the port that was free
     * @throws NvmeException when the address cannot be had; says which and why
     */
    public synchronized NbdAddress start() {
        if (open != null) {
            throw new IllegalStateException("started before");
        }
        NbdSockets made = new NbdSockets(settings, exports, sockets);
        open = made;
        try {
            return made.listen();
        } catch (NvmeException e) {
            made.close(Duration.ZERO);
            throw e;
        }
    }

    /**
     * Connections of clients, with those that are lost but have requests under way.
     *
     * @return how many
     */
    public synchronized int connections() {
        return open == null ? 0 : open.connections();
    }

    /**
     * Ends: takes no more connections, and no more requests; those that have come are replied to.
     *
     * @param grace how long they may take; what has not ended then is cancelled, and the clients are hung up on
     * @return whether all had ended; within the grace and two seconds
     */
    public synchronized boolean close(Duration grace) {
        NbdSockets closing = open;
        return closing == null || closing.close(grace);
    }

    /** {@link #close(Duration)} with five seconds. */
    @Override
    public void close() {
        boolean _ = close(GRACE);
    }
}
