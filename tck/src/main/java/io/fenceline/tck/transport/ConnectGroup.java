package io.fenceline.tck.transport;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.NvmeException;
import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.TransportCapabilities;
import io.fenceline.spi.transport.TransportFault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Listening and connecting. */
public interface ConnectGroup extends TransportGroup {
    /** Both ends of a new queue pair know each other. */
    @Test
    default void required_connect_bothEndsHearOfTheQueuePair() {
        TransportRig.Pair pair = rig().connectWithoutCommand(TransportRig.params(0, 32, false));
        assertThat(pair.target().queuePair().local()).isEqualTo(rig().core().actual());
        assertThat(pair.target().queuePair().remote().type()).isEqualTo(rig().core().actual().type());
        assertThat(pair.host().events()).containsExactly("onConnected");
    }

    /** The address that is told can be connected to, whatever was asked for. */
    @Test
    default void required_listen_actualAddressHasTheRealService() {
        TransportAddress actual = rig().core().actual();
        assertThat(actual.type()).isEqualTo(rig().fixture().address().type());
        assertThat(actual.service()).isNotEqualTo("0");
        rig().connect();
    }

    /** Nobody listens: a fault, then quiescence, nothing else, and no exception. */
    @Test
    default void required_connect_nobodyListeningIsAFaultAndThenQuiescence() {
        TransportAddress actual = rig().core().actual();
        rig().target().stopListening(actual);
        rig().target().stopListening(rig().fixture().address());
        rig().settle();
        HostQueue queue = new HostQueue(rig(), TransportRig.params(0, 32, false));
        rig().host().connect(actual, queue.params(), queue);
        rig().await(queue::quiesced, "quiescence of a queue pair that could not be connected");
        assertThat(queue.events()).containsExactly("onFault", "onQuiesced");
        assertThat(requireNonNull(queue.fault()).kind()).isIn(TransportFault.Kind.NETWORK, TransportFault.Kind.TIMEOUT);
    }

    /** A listener that has stopped can be started again. */
    @Test
    default void required_listen_worksAgainAfterStopListening() {
        rig().core();
        rig().target().stopListening(rig().fixture().address());
        rig().settle();
        TargetCore again = rig().listen(rig().target());
        HostQueue queue = new HostQueue(rig(), TransportRig.params(0, 32, false));
        rig().host().connect(again.actual(), queue.params(), queue);
        rig().await(queue::connected, "a connection");
    }

    /** Queue pairs do not depend on the listener that made them. */
    @Test
    default void required_listen_queuePairsLiveOnAfterStopListening() {
        TransportRig.Pair pair = rig().connect();
        rig().target().stopListening(rig().fixture().address());
        rig().settle();
        Op op = rig().on(pair.host(), () -> pair.host().submitNow(Command.read(5, 4096)));
        rig().await(op::ended, "the answer to a read");
        assertThat(op.status()).isZero();
        assertThat(op.mismatch()).isEqualTo(-1);
    }

    /** Stopping where nobody listens does nothing. */
    @Test
    default void required_listen_stoppingWhatDoesNotListenDoesNothing() {
        rig().target().stopListening(rig().fixture().address());
        rig().connect();
    }

    /** The address is in use: may succeed later, so category RETRY, and the address is named. */
    @Test
    default void required_listen_addressInUseIsRefusedWithRetry() {
        TransportAddress taken = rig().core().actual();
        TargetCore second = new TargetCore(rig());
        rig().anotherTarget().listen(taken, second);
        rig().await(second::decided, "an answer to listen");
        NvmeException failure = second.failure();
        assertThat(failure).as("failure of a second listener at " + taken).isNotNull();
        assertThat(requireNonNull(failure).category()).isEqualTo(NvmeException.Category.RETRY);
        assertThat(failure).hasMessageContaining(taken.address());
    }

    /** Many queue pairs of many queue sizes live side by side. */
    @Test
    default void required_connect_manyQueuePairsLiveSideBySide() {
        List<TransportRig.Pair> pairs = new ArrayList<>();
        for (int qid = 0; qid < 20; qid++) {
            pairs.add(rig().connect(TransportRig.params(qid, 2 + qid, qid % 2 == 0)));
        }
        List<Op> ops = new ArrayList<>();
        for (TransportRig.Pair pair : pairs) {
            ops.add(rig().on(pair.host(), () -> pair.host().submitNow(Command.read(pair.host().params().qid(), 512))));
        }
        for (Op op : ops) {
            rig().await(op::ended, "the answer to " + op);
            assertThat(op.status()).isZero();
            assertThat(op.mismatch()).isEqualTo(-1);
        }
    }

    /** Capabilities are what their documentation says, and do not change. */
    @Test
    default void required_capabilities_areWithinTheirBounds() {
        for (TransportCapabilities can : List.of(rig().host().capabilities(), rig().target().capabilities())) {
            assertThat(can.type()).isEqualTo(rig().fixture().address().type());
            assertThat(can.maxTransferBytes()).isGreaterThanOrEqualTo(4096);
            assertThat(Integer.bitCount(can.maxTransferBytes())).as("maxTransferBytes is a power of two").isEqualTo(1);
            assertThat(can.inCapsuleBytes()).isNotNegative();
            assertThat(can.inCapsuleBytes() % 16).as("inCapsuleBytes is a multiple of 16").isZero();
            assertThat(can.adminInCapsuleBytes()).as("Connect has 1024 bytes of data").isGreaterThanOrEqualTo(1024);
            assertThat(can.maxQueueSize()).isBetween(2, 65536);
        }
        assertThat(rig().target().capabilities()).isEqualTo(rig().target().capabilities());
        assertThat(rig().host().capabilities()).isEqualTo(rig().host().capabilities());
    }

    /** The loop of a queue pair takes tasks from other threads, in order, and knows itself. */
    @Test
    default void required_loop_runsTasksInOrder() {
        TransportRig.Pair pair = rig().connect();
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int n = i;
            pair.target().queuePair().loop().execute(() -> seen.add(n));
        }
        boolean in = rig().on(pair.target(), () -> pair.target().queuePair().inLoop());
        assertThat(in).isTrue();
        assertThat(seen).hasSize(100).isSorted();
        assertThat(pair.target().queuePair().inLoop()).isFalse();
        assertThat(pair.host().queuePair().inLoop()).isFalse();
    }
}
