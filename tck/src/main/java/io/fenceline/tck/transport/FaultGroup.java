package io.fenceline.tck.transport;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.spi.transport.TransportFault;
import io.fenceline.spi.transport.TransportFault.Kind;
import org.junit.jupiter.api.Test;

/** How ends of connections are heard of. */
public interface FaultGroup extends TransportGroup {
    /** The target hears that the host has closed. */
    @Test
    default void required_fault_theTargetHearsThatTheHostHasClosed() {
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.host(), () -> pair.host().disconnect(TransportFault.of(Kind.CLOSED, "done")));
        rig().await(pair.target()::quiesced, "quiescence of the target");
        rig().await(pair.host()::quiesced, "quiescence of the host");
        assertThat(requireNonNull(pair.target().fault()).kind()).isIn(Kind.CLOSED, Kind.NETWORK);
        assertThat(pair.host().fault()).isNull();
        assertThat(pair.target().events()).containsOnlyOnce("onFault", "onQuiesced");
    }

    /** The host hears that the target has closed. */
    @Test
    default void required_fault_theHostHearsThatTheTargetHasClosed() {
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.target(), () -> pair.target().disconnect(TransportFault.of(Kind.CLOSED, "done")));
        rig().await(pair.host()::quiesced, "quiescence of the host");
        rig().await(pair.target()::quiesced, "quiescence of the target");
        assertThat(requireNonNull(pair.host().fault()).kind()).isIn(Kind.CLOSED, Kind.NETWORK);
        assertThat(pair.target().fault()).isNull();
    }

    /** A termination tells the host why. */
    @Test
    default void optional_fault_aTerminationByTheTargetTellsWhy() {
        TransportRig.requireAbility(rig().fixture().tellsWhy(), "a peer is told why a connection is terminated");
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.target(),
                () -> pair.target().disconnect(new TransportFault(TransportFault.Scope.QUEUE_PAIR, Kind.PROTOCOL, 1, 8, "as a test")));
        rig().await(pair.host()::quiesced, "quiescence of the host");
        TransportFault heard = requireNonNull(pair.host().fault());
        assertThat(heard.kind()).isEqualTo(Kind.TERMINATED_BY_PEER);
        assertThat(heard.code()).isEqualTo(1);
        assertThat(heard.offset()).isEqualTo(8);
    }

    /** A termination tells the target why. */
    @Test
    default void optional_fault_aTerminationByTheHostTellsWhy() {
        TransportRig.requireAbility(rig().fixture().tellsWhy(), "a peer is told why a connection is terminated");
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.host(),
                () -> pair.host().disconnect(new TransportFault(TransportFault.Scope.QUEUE_PAIR, Kind.PROTOCOL, 1, 8, "as a test")));
        rig().await(pair.target()::quiesced, "quiescence of the target");
        TransportFault heard = requireNonNull(pair.target().fault());
        assertThat(heard.kind()).isEqualTo(Kind.TERMINATED_BY_PEER);
        assertThat(heard.code()).isEqualTo(1);
        assertThat(heard.offset()).isEqualTo(8);
    }

    /** A reset is heard of by both ends, with commands outstanding. */
    @Test
    default void optional_fault_aResetIsHeardByBothEnds() {
        TransportRig.requireAbility(rig().fixture().canCut(), "connections can be broken");
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.target(), pair.target()::hold);
        Op op = rig().on(pair.host(), () -> pair.host().submitNow(Command.write(1, 65536)));
        rig().await(() -> pair.target().held().size() == 1, "a command");
        rig().fixture().cut();
        rig().await(() -> pair.target().fault() != null, "a fault at the target");
        rig().await(pair.host()::quiesced, "quiescence of the host");
        rig().on(pair.target(), pair.target()::giveUpHeld);
        rig().await(pair.target()::quiesced, "quiescence of the target");
        assertThat(requireNonNull(pair.host().fault()).kind()).isIn(Kind.NETWORK, Kind.CLOSED);
        assertThat(requireNonNull(pair.target().fault()).kind()).isIn(Kind.NETWORK, Kind.CLOSED);
        assertThat(op.lost()).isTrue();
    }

    /** As long as the core has not answered a fault with a disconnect, the queue pair is not quiesced, and takes nothing new. */
    @Test
    default void required_fault_theCoreDecidesWhenItEnds() {
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.target(), pair.target()::doNotDisconnect);
        rig().on(pair.host(), () -> {
            pair.host().submitNow(Command.noData(1));
            pair.host().disconnect(TransportFault.of(Kind.CLOSED, "done"));
        });
        rig().await(() -> pair.target().fault() != null, "a fault at the target");
        rig().settle();
        assertThat(pair.target().quiesced()).isFalse();
        rig().on(pair.target(), () -> pair.target().disconnect(TransportFault.of(Kind.CLOSED, "now")));
        rig().await(pair.target()::quiesced, "quiescence of the target");
    }

    /** One connection's end is no other's. */
    @Test
    default void required_fault_otherQueuePairsGoOn() {
        TransportRig.Pair one = rig().connect();
        TransportRig.Pair other = rig().connect(TransportRig.params(1, 8, false));
        rig().on(one.host(), () -> one.host().disconnect(TransportFault.of(Kind.PROTOCOL, "as a test")));
        rig().await(one.target()::quiesced, "quiescence of the target");
        Op op = rig().on(other.host(), () -> other.host().submitNow(Command.read(3, 4096)));
        rig().await(op::ended, "the answer");
        assertThat(op.status()).isZero();
        assertThat(other.target().fault()).isNull();
    }
}
