package io.fenceline.tck.transport;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.spi.transport.TransportFault;
import io.fenceline.spi.transport.TransportFault.Kind;
import io.fenceline.spi.transport.TransportFault.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * How far a fault goes: the core fences at once whatever a scope covers, so too much is as wrong as too little.
 */
public interface ScopeGroup extends TransportGroup {
    private static void isOneLine(TransportFault fault) {
        assertThat(fault.detail()).as("detail").isNotBlank().doesNotContain("\n");
    }

    /** A peer that closes one connection has closed one connection. */
    @Test
    default void required_scope_aClosedConnectionIsOneQueuePair() {
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.target(), () -> pair.target().disconnect(TransportFault.of(Kind.CLOSED, "done")));
        rig().await(pair.host()::quiesced, "quiescence of the host");
        rig().await(pair.target()::quiesced, "quiescence of the target");
        TransportFault fault = requireNonNull(pair.host().fault());
        assertThat(fault.scope()).isEqualTo(Scope.QUEUE_PAIR);
        isOneLine(fault);
    }

    /** A connection that breaks is one connection, too. */
    @Test
    default void optional_scope_aBrokenConnectionIsOneQueuePair() {
        TransportRig.requireAbility(rig().fixture().canCut(), "connections can be broken");
        TransportRig.Pair pair = rig().connect();
        rig().fixture().cut();
        rig().await(pair.host()::quiesced, "quiescence of the host");
        rig().await(pair.target()::quiesced, "quiescence of the target");
        TransportFault fault = requireNonNull(pair.host().fault());
        assertThat(fault.scope()).isEqualTo(Scope.QUEUE_PAIR);
        isOneLine(fault);
    }

    /** Where nobody listens any more, those that are connected live on: the scope of the refusal must not reach them. */
    @Test
    default void required_scope_aRefusalSaysNothingOfThoseThatAreConnected() {
        TransportRig.Pair pair = rig().connect();
        rig().target().stopListening(rig().core().actual());
        rig().target().stopListening(rig().fixture().address());
        rig().settle();
        HostQueue refused = new HostQueue(rig(), TransportRig.params(0, 32, false));
        rig().host().connect(rig().core().actual(), refused.params(), refused);
        rig().await(refused::quiesced, "quiescence of a queue pair that could not be connected");
        TransportFault fault = requireNonNull(refused.fault());
        isOneLine(fault);
        Op op = rig().on(pair.host(), () -> pair.host().submitNow(Command.read(1, 4096)));
        rig().await(op::ended, "the answer on the connection that was made before");
        assertThat(op.status()).isZero();
        assertThat(fault.scope()).as("scope of %s", fault).isEqualTo(Scope.QUEUE_PAIR);
    }

    /** A host end that is closed says so to each of its queue pairs. */
    @Test
    default void required_scope_aHostThatIsClosedIsTheWholeTransport() {
        List<TransportRig.Pair> pairs = new ArrayList<>();
        for (int qid = 0; qid < 3; qid++) {
            pairs.add(rig().connect(TransportRig.params(qid, 8, false)));
        }
        rig().host().close(Duration.ofSeconds(5));
        for (TransportRig.Pair pair : pairs) {
            TransportFault fault = requireNonNull(pair.host().fault());
            assertThat(fault.scope()).isEqualTo(Scope.TRANSPORT);
            isOneLine(fault);
            rig().await(pair.target()::quiesced, "quiescence of the target");
        }
    }

    /** A target end that is closed says so to each of its queue pairs; its hosts have lost connections, not their transport. */
    @Test
    default void required_scope_aTargetThatIsClosedIsTheWholeTransportThereOnly() {
        TransportRig.Pair pair = rig().connect();
        rig().target().close(Duration.ofSeconds(5));
        rig().await(pair.host()::quiesced, "quiescence of the host");
        assertThat(requireNonNull(pair.target().fault()).scope()).isEqualTo(Scope.TRANSPORT);
        assertThat(requireNonNull(pair.host().fault()).scope()).isNotEqualTo(Scope.TRANSPORT);
    }

    /** When the fabric knows that a remote port has gone, one queue pair at least says so, or the next attempt to connect does. */
    @Test
    default void optional_scope_aRemotePortThatHasGoneIsTold() {
        TransportRig.requireAbility(rig().fixture().canLosePort(), "the fabric knows when a remote port has gone");
        TransportRig.Pair one = rig().connect();
        TransportRig.Pair other = rig().connect(TransportRig.params(1, 8, false));
        rig().fixture().losePort();
        HostQueue next = new HostQueue(rig(), TransportRig.params(2, 8, false));
        rig().host().connect(rig().core().actual(), next.params(), next);
        rig().await(next::quiesced, "quiescence of a queue pair that could not be connected");
        rig().settle();
        List<TransportFault> told = new ArrayList<>();
        for (HostQueue queue : List.of(one.host(), other.host(), next)) {
            TransportFault fault = queue.fault();
            if (fault != null) {
                isOneLine(fault);
                told.add(fault);
            }
        }
        assertThat(told).extracting(TransportFault::scope).contains(Scope.REMOTE_PORT).doesNotContain(Scope.TRANSPORT);
        for (TransportRig.Pair pair : List.of(one, other)) {
            if (!pair.host().quiesced()) {
                rig().on(pair.host(), () -> pair.host().disconnect(TransportFault.of(Kind.NETWORK, "the core knows")));
            }
            rig().await(pair.host()::quiesced, "quiescence of the host");
        }
    }
}
