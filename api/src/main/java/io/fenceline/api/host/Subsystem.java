package io.fenceline.api.host;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A subsystem as one identity reaches it, over any number of controllers. Any thread. */
public interface Subsystem extends AutoCloseable {
    /**
     * Its name.
     *
     * @return SUBNQN
     */
    Nqn nqn();

    /**
     * Who is connected.
     *
     * @return the identity
     */
    HostIdentity identity();

    /**
     * The namespaces that are known now.
     *
     * @return by NSID
     */
    List<NamespaceHandle> namespaces();

    /**
     * One of them.
     *
     * @param nsid NSID
     * @return the same object as long as the namespace keeps its identity
     * @throws io.fenceline.api.NvmeException when it is not there; names those that are
     */
    NamespaceHandle namespace(int nsid);

    /**
     * Adds a path.
     *
     * @param address where a port is
     * @return completes with the controller's number when it is live; the path stays and is tried again when it fails, unless
     *         it was refused for good
     */
    CompletableFuture<Integer> addPath(TransportAddress address);

    /**
     * Takes paths away: what runs there ends first, as long as the grace lasts, and goes on elsewhere.
     *
     * @param address all controllers connected there
     * @param grace how long commands may take
     * @return how many there were
     */
    CompletableFuture<Integer> removePath(TransportAddress address, Duration grace);

    /**
     * Disables a controller and connects it anew. When it does not confirm, its commands are held as after a loss.
     *
     * @param controller its number in {@link HostView}
     * @return done; fails with category FAIL while it is being fenced
     */
    CompletableFuture<Void> reset(int controller);

    /**
     * Changes the path selector under I/O.
     *
     * @param name as in {@link HostOptions#pathSelector}
     * @param options the selector's own
     * @throws IllegalArgumentException when there is none of that name, or an option is wrong
     */
    void pathSelector(String name, Map<String, String> options);

    /**
     * Changes the recovery policy under I/O; controllers that are being fenced are decided upon by the new one from now on.
     *
     * @param name as in {@link HostOptions#recovery}
     * @param options the policy's own
     * @throws IllegalArgumentException when there is none of that name, or an option is wrong
     */
    void recovery(String name, Map<String, String> options);

    /**
     * Lets a recovery policy run beside the active one: it is asked the same questions, and its answers are only compared and
     * counted, see the counters of {@link HostView.ControllerView}.
     *
     * @param name as in {@link HostOptions#recovery}; empty: none any more
     * @param options the policy's own
     * @throws IllegalArgumentException when there is none of that name, or an option is wrong
     */
    void shadowRecovery(String name, Map<String, String> options);

    /**
     * Sends any admin command, over one controller, once. Not repeated when the path is lost.
     *
     * @param controller its number in {@link HostView}; -1: any that is live
     * @param command what to send
     * @param data for both directions as the opcode says: bytes between position and limit; not to be touched before the end
     * @return the answer, whatever its status
     */
    CompletableFuture<RawResult> admin(int controller, RawCommand command, ByteBuffer data);

    /**
     * Disconnects: what runs ends first, as long as the grace lasts, the rest fails.
     *
     * @param grace how long commands may take
     * @return done, within the grace and five seconds
     */
    CompletableFuture<Void> disconnect(Duration grace);

    /** {@link #disconnect} with five seconds, waited for. */
    @Override
    void close();
}
