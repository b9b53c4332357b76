package io.fenceline.core.target.runtime;

import io.fenceline.core.conductor.DisruptorConductor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.TransportType;
import io.fenceline.api.target.NamespaceSpec;
import io.fenceline.api.target.SubsystemSpec;
import io.fenceline.core.target.backend.MemoryBackendProvider;
import io.fenceline.testkit.ThreadLoops;
import io.fenceline.testkit.host.HarnessQueue;
import io.fenceline.testkit.host.HostCommand;
import io.fenceline.testkit.host.HostHarness;
import io.fenceline.testkit.host.Pending;
import io.fenceline.testkit.memory.MemoryTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The target as in production: a conductor thread, loops with threads of their own. */
@Timeout(120)
class RealThreadsTest {
    @Test
    void hostsComeReadWriteAndGoWhileNamespacesChange() throws Exception {
        try (ThreadLoops loops = new ThreadLoops(); DisruptorConductor conductor = new DisruptorConductor("conductor")) {
            MemoryTransport fabric = new MemoryTransport(loops);
            var targetEnd = fabric.openTarget(Map.of());
            var hostEnd = fabric.openHost(Map.of());
            TargetRuntime target = new TargetRuntime(conductor, Map.of("memory", new MemoryBackendProvider()),
                    Map.of(TransportType.MEMORY, targetEnd), TargetSettings.defaults());
            target.addPort(World.port(1, World.ADDRESS)).toCompletableFuture().get(10, TimeUnit.SECONDS);
            target.addSubsystem(
                    SubsystemSpec.of(World.SUBSYSTEM).withAnyHost(true).withNamespaces(List.of(NamespaceSpec.memory(1, 1 << 20))))
                    .toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(loops.await(() -> target.view().ports().getFirst().state().equals("listening"), Duration.ofSeconds(10))).isTrue();
            byte[] block = new byte[4096];
            for (int round = 0; round < 5; round++) {
                Arrays.fill(block, (byte) round);
                try (HostHarness host = HostHarness.connect(loops, hostEnd, World.ADDRESS, World.HOST, World.SUBSYSTEM,
                        Duration.ofSeconds(5))) {
                    HarnessQueue queue = host.openIoQueue(1, 32);
                    List<Pending> writes = new ArrayList<>();
                    for (int lba = 0; lba < 100; lba++) {
                        writes.add(queue.submit(HostCommand.write(1, lba, 1, block)));
                    }
                    target.addNamespace(World.SUBSYSTEM, NamespaceSpec.memory(2, 1 << 20)).toCompletableFuture().get(10, TimeUnit.SECONDS);
                    for (Pending write : writes) {
                        write.await().requireOk();
                    }
                    target.removeNamespace(World.SUBSYSTEM, 2).toCompletableFuture().get(10, TimeUnit.SECONDS);
                    assertThat(host.read(1, 99, 1)).isEqualTo(block);
                }
            }
            assertThat(loops.await(() -> target.view().controllers().isEmpty(), Duration.ofSeconds(10))).isTrue();
            target.close(Duration.ofSeconds(10)).toCompletableFuture().get(20, TimeUnit.SECONDS);
            hostEnd.close(Duration.ofSeconds(5));
            targetEnd.close(Duration.ofSeconds(5));
            fabric.ledger().requireAllBack();
        }
    }
}
