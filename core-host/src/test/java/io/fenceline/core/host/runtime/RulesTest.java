package io.fenceline.core.host.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.host.CommandException;
import io.fenceline.api.host.HostEvent;
import io.fenceline.api.host.IoOptions;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.Subsystem;
import io.fenceline.api.target.AnaState;
import io.fenceline.wire.Status;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Rules that hold beside the loss of paths: retries, ANATT, another selector under commands. */
class RulesTest {
    @Test
    void statusThatAllowsItIsTriedAgainAsOftenAsTheOptionsSay() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A);
            rig.backends.opened.getFirst().answer = Status.INTERNAL_ERROR;
            CompletableFuture<Void> read = namespace.read(0, ByteBuffer.allocate(HostRig.BLOCK), IoOptions.DEFAULTS);
            rig.await(read::isDone);
            assertThat(read.exceptionNow()).isInstanceOf(CommandException.class);
            assertThat(rig.namespaceView().counters()).containsEntry("command_retries_count", 5L);
        }
    }

    @Test
    void statusWithDoNotRetryIsTheLastWord() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A);
            rig.backends.opened.getFirst().answer = Status.INTERNAL_ERROR | Status.DNR;
            CompletableFuture<Void> read = namespace.read(0, ByteBuffer.allocate(HostRig.BLOCK), IoOptions.DEFAULTS);
            rig.await(read::isDone);
            assertThat(read.exceptionNow()).isInstanceOf(CommandException.class);
            assertThat(rig.namespaceView().counters()).containsEntry("command_retries_count", 0L);
        }
    }

    @Test
    void anaGroupThatChangesForLongerThanAnattFencesTheController() {
        try (HostRig rig = new HostRig()) {
            rig.connect(HostRig.A, HostRig.B);
            rig.done(rig.target.setAnaState(1, 1, AnaState.CHANGE));
            rig.await(() -> rig.events.stream().anyMatch(e -> e instanceof HostEvent.StateChanged s && s.why().contains("ANATT")
                    && s.address().equals(HostRig.A)));
            rig.done(rig.target.setAnaState(1, 1, AnaState.OPTIMIZED));
        }
    }

    @Test
    void selectorIsExchangedUnderCommands() {
        try (HostRig rig = new HostRig()) {
            Subsystem subsystem = rig.connect(HostRig.A, HostRig.B);
            NamespaceHandle namespace = subsystem.namespace(1);
            List<CompletableFuture<Void>> writes = new ArrayList<>();
            for (String name : List.of("round-robin", "latency", "affinity", "active-passive", "queue-depth")) {
                for (int i = 0; i < 20; i++) {
                    writes.add(namespace.write(i, HostRig.filled(1, i), IoOptions.DEFAULTS));
                }
                subsystem.pathSelector(name, Map.of());
                rig.advance(Duration.ofMillis(1));
                assertThat(rig.host.view().subsystems().getFirst().pathSelector()).isEqualTo(name);
            }
            rig.await(() -> writes.stream().allMatch(CompletableFuture::isDone));
            assertThat(writes).noneMatch(CompletableFuture::isCompletedExceptionally);
        }
    }
}
