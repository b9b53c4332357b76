package io.fenceline.tck.transport;

import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.TargetTransport;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/**
 * What a transport brings to its contract: how to open both ends, where to listen, how to wait, and what else it can
 * show. A hook that is not overridden makes the tests that need it skip, with a line that says so.
 */
public interface TransportFixture extends AutoCloseable {
    /** Which limits a transport is opened with. */
    enum Profile {
        /** As a user would have it. */
        USUAL,
        /**
         * With a data buffer pool as small as it may be, at most some tens of MiB, so that taking buffers until there are no
         * more is a matter of moments.
         */
        SMALL_POOL
    }

    /**
     * Opens a host end. The contract closes it.
     *
     * @return a new one
     */
    HostTransport openHost();

    /**
     * Opens a target end. The contract closes it.
     *
     * @param profile with which limits
     * @return a new one
     */
    TargetTransport openTarget(Profile profile);

    /**
     * Where a target may listen.
     *
     * @return an address whose service the system chooses, or one that no other test uses
     */
    TransportAddress address();

    /**
     * Waits until something is true. On virtual time it lets the time run; with real threads it waits.
     *
     * @param done asked on the calling thread
     * @param limit greatest time
     * @return whether it became true
     */
    boolean await(BooleanSupplier done, Duration limit);

    /**
     * How much slower than on an idle machine with real time a test may be; all limits are multiplied by it.
     *
     * @return 1 or more
     */
    default int patience() {
        return 1;
    }

    /**
     * Whether {@link Profile#SMALL_POOL} makes a difference.
     *
     * @return true when it does
     */
    default boolean hasSmallPool() {
        return false;
    }

    /**
     * Whether {@link #cut} works.
     *
     * @return true when it does
     */
    default boolean canCut() {
        return false;
    }

    /** Breaks all connections at once, so that both ends notice: a reset. */
    default void cut() {
        throw new UnsupportedOperationException("cut");
    }

    /**
     * Whether {@link #losePort} works.
     *
     * @return true when it does
     */
    default boolean canLosePort() {
        return false;
    }

    /** Takes the remote port away at which the target listens, so that the fabric knows: a link that is down, a port that has left. */
    default void losePort() {
        throw new UnsupportedOperationException("losePort");
    }

    /**
     * Whether the transport tells its peer why it ends a connection for {@link io.fenceline.spi.transport.TransportFault.Kind#PROTOCOL}.
     *
     * @return true when the peer hears TERMINATED_BY_PEER with the code
     */
    default boolean tellsWhy() {
        return true;
    }

    /**
     * How many data buffers of all transports that were opened here are out.
     *
     * @return the count; empty: it is not counted
     */
    default OptionalInt buffersOutstanding() {
        return OptionalInt.empty();
    }

    /** Undoes what the fixture did; the transports are closed by then. */
    @Override
    void close();
}
