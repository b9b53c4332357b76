package io.fenceline.tck.transport;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.spi.transport.CloseResult;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.TargetTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Closing a transport. */
public interface CloseGroup extends TransportGroup {
    /** Opening opens nothing that would have to be undone. */
    @Test
    default void required_close_worksBeforeUseAndTwice() {
        HostTransport host = rig().anotherHost();
        assertThat(host.close(Duration.ofSeconds(1))).isEqualTo(CloseResult.GRACEFUL);
        host.close(Duration.ofSeconds(1));
        TargetTransport target = rig().anotherTarget();
        assertThat(target.close(Duration.ofSeconds(1))).isEqualTo(CloseResult.GRACEFUL);
        target.close(Duration.ofSeconds(1));
    }

    /** A start that failed half way can be undone. */
    @Test
    default void required_close_worksAfterAFailedListen() {
        TargetTransport second = rig().anotherTarget();
        TargetCore core = new TargetCore(rig());
        second.listen(rig().core().actual(), core);
        rig().await(core::decided, "an answer to listen");
        assertThat(second.close(Duration.ofSeconds(1))).isEqualTo(CloseResult.GRACEFUL);
    }

    /** The host ends all its queue pairs: each is quiesced when close returns, and the target hears of it. */
    @Test
    default void required_close_theHostQuiescesAllQueuePairs() {
        List<TransportRig.Pair> pairs = new ArrayList<>();
        for (int qid = 0; qid < 5; qid++) {
            pairs.add(rig().connect(TransportRig.params(qid, 8, false)));
        }
        CloseResult result = rig().host().close(Duration.ofSeconds(5));
        assertThat(result).isEqualTo(CloseResult.GRACEFUL);
        for (TransportRig.Pair pair : pairs) {
            assertThat(pair.host().quiesced()).isTrue();
            rig().await(pair.target()::quiesced, "quiescence of the target");
        }
    }

    /** The target ends all its queue pairs: each is quiesced when close returns, and the host hears of it. */
    @Test
    default void required_close_theTargetQuiescesAllQueuePairs() {
        List<TransportRig.Pair> pairs = new ArrayList<>();
        for (int qid = 0; qid < 5; qid++) {
            pairs.add(rig().connect(TransportRig.params(qid, 8, false)));
        }
        CloseResult result = rig().target().close(Duration.ofSeconds(5));
        assertThat(result).isEqualTo(CloseResult.GRACEFUL);
        for (TransportRig.Pair pair : pairs) {
            assertThat(pair.target().quiesced()).isTrue();
            rig().await(pair.host()::quiesced, "quiescence of the host");
        }
    }

    /** A core that does not end its exchanges within the grace is not waited for any longer. */
    @Test
    default void required_close_isForcedWhenTheGraceHasPassed() {
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.target(), pair.target()::hold);
        rig().on(pair.host(), () -> pair.host().submitNow(Command.noData(1)));
        rig().await(() -> pair.target().held().size() == 1, "a command");
        assertThat(rig().target().close(Duration.ofMillis(100))).isEqualTo(CloseResult.FORCED);
        rig().await(pair.host()::quiesced, "quiescence of the host");
        assertThat(pair.target().quiesced()).isTrue();
        // That the core had an exchange left when it was quiesced by force is its own fault here.
        rig().rules().forgive();
    }

    /** After close nobody listens, and no loop takes tasks. */
    @Test
    default void required_close_loopsTakeNoTasksAfterwards() {
        TransportRig.Pair pair = rig().connect();
        Executor hostLoop = pair.host().queuePair().loop();
        Executor targetLoop = pair.target().queuePair().loop();
        rig().host().close(Duration.ofSeconds(5));
        rig().target().close(Duration.ofSeconds(5));
        assertThatThrownBy(() -> hostLoop.execute(() -> {
        })).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> targetLoop.execute(() -> {
        })).isInstanceOf(RejectedExecutionException.class);
        HostQueue queue = new HostQueue(rig(), TransportRig.params(0, 8, false));
        rig().anotherHost().connect(rig().core().actual(), queue.params(), queue);
        rig().await(queue::quiesced, "quiescence of a queue pair that could not be connected");
        assertThat(requireNonNull(queue.fault())).isNotNull();
    }
}
