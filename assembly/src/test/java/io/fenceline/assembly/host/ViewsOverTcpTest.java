package io.fenceline.assembly.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Discovery;
import io.fenceline.api.host.DiscoveryLog;
import io.fenceline.api.host.DiscoverySpec;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.HostEvent;
import io.fenceline.api.host.HostIdentity;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.Subsystem;
import io.fenceline.api.target.View;
import io.fenceline.assembly.config.ConfigLoader;
import io.fenceline.assembly.config.TargetConfig;
import io.fenceline.assembly.plugin.Plugins;
import io.fenceline.assembly.serve.TargetServer;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.Seed;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Discovery, and a namespace's views, by real TCP between two ends in this process. */
@Timeout(120)
final class ViewsOverTcpTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String NQN = "nqn.2026-01.io.fenceline.test:views";
    private static final HostIdentity ALICE = HostIdentity.of(UUID.fromString("7b3f5a60-3a5f-4cf5-9c2d-9a4b6a8c1d11"));

    private final Plugins plugins = Plugins.ofModulePath();
    private final TargetServer server = new TargetServer(plugins, config(1), "test", System.out::println);
    private final Host host = HostAssembly.open(plugins, "test");
    private final LinkedBlockingQueue<HostEvent> events = new LinkedBlockingQueue<>();

    ViewsOverTcpTest() {
        server.start();
        assertThat(server.settle(LIMIT)).isTrue();
        host.events().subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(HostEvent event) {
                events.add(event);
            }

            @Override
            public void onError(Throwable failure) {
                throw new AssertionError(failure);
            }

            @Override
            public void onComplete() {
                // The host is closed.
            }
        });
    }

    @AfterEach
    void everythingIsClosed() {
        host.close();
        assertThat(server.close(Duration.ofSeconds(5))).isEmpty();
    }

    private TargetConfig config(int subsystems) {
        StringBuilder yaml = new StringBuilder("ports:\n  - {id: 1, address: 127.0.0.1, service: 0}\nsubsystems:\n");
        for (int i = 1; i <= subsystems; i++) {
            yaml.append("  - nqn: ").append(NQN).append(i).append("\n    allowAnyHost: true\n    namespaces:\n")
                    .append("      - {nsid: 1, backend: {type: memory, size: 4MiB}}\n");
        }
        return new ConfigLoader(plugins.installed()).yaml("test", yaml.toString()).config().orElseThrow();
    }

    private TransportAddress port() {
        return server.view().ports().stream().map(View.PortView::address).findFirst().orElseThrow();
    }

    /** Waits for events until something holds. */
    private void await(BooleanSupplier holds) throws InterruptedException {
        while (!holds.getAsBoolean()) {
            HostEvent event = events.poll(30, TimeUnit.SECONDS);
            assertThat(event).as("an event within 30 seconds; " + host.view()).isNotNull();
        }
    }

    private List<String> live() {
        List<String> live = new ArrayList<>();
        host.view().subsystems().forEach(s -> s.controllers().stream().filter(c -> c.state() == ControllerState.LIVE)
                .forEach(c -> live.add(s.nqn().value())));
        return live;
    }

    @Test
    void aServiceIsReadAndFollowedAndWhatItNamesIsConnected() throws Exception {
        DiscoveryLog log = host.discover(port(), DiscoverySpec.of(ALICE)).get(30, TimeUnit.SECONDS);
        assertThat(log.records()).filteredOn(e -> e.kind() == DiscoveryLog.Kind.NVM).singleElement()
                .satisfies(e -> assertThat(e.subsystem()).isEqualTo(Nqn.of(NQN + 1)))
                .satisfies(e -> assertThat(e.address()).isEqualTo(port()));
        try (Discovery discovery = host.follow(port(), DiscoverySpec.of(ALICE))) {
            discovery.automatic(true);
            await(() -> live().contains(NQN + 1));
            assertThat(server.apply(config(2))).isEmpty();
            await(() -> live().contains(NQN + 2));
            assertThat(server.apply(config(1))).isEmpty();
            await(() -> host.view().subsystems().size() == 1);
            assertThat(live()).containsExactly(NQN + 1);
        }
    }

    @Test
    void aNamespaceIsReadAndWrittenThroughAllItsViews() throws Exception {
        Subsystem subsystem = host.connect(ConnectSpec.of(Nqn.of(NQN + 1), ALICE, port())).get(30, TimeUnit.SECONDS);
        NamespaceHandle namespace = subsystem.namespace(1);
        int size = Math.toIntExact(namespace.bytes());
        Seed seed = Seed.next();
        Gen gen = seed.gen();
        byte[] model = new byte[size];
        try (SeekableByteChannel channel = namespace.channel();
                AsynchronousFileChannel asynchronous = namespace.asynchronousChannel()) {
            for (int i = 0; i < 200; i++) {
                int at = gen.between(0, size - 1);
                byte[] bytes = gen.bytes(Math.min(gen.between(1, gen.chance(20) ? 300_000 : 2_000), size - at));
                System.arraycopy(bytes, 0, model, at, bytes.length);
                if (gen.chance(50)) {
                    assertThat(channel.position(at).write(ByteBuffer.wrap(bytes))).isEqualTo(bytes.length);
                } else {
                    assertThat(asynchronous.write(ByteBuffer.wrap(bytes), at).get(30, TimeUnit.SECONDS)).isEqualTo(bytes.length);
                }
            }
            asynchronous.force(true);
            ByteBuffer all = ByteBuffer.allocate(size);
            assertThat(channel.position(0).read(all)).isEqualTo(size);
            assertThat(all.array()).as("%s", seed).isEqualTo(model);
        }
        ByteBuffer all = ByteBuffer.allocateDirect(size);
        namespace.blocking().read(0, all);
        assertThat(all.flip()).as("%s", seed).isEqualTo(ByteBuffer.wrap(model));
    }

    @Test
    void manyPartialWritesAtOnceDoNotUndoEachOther() throws Exception {
        Subsystem subsystem = host.connect(ConnectSpec.of(Nqn.of(NQN + 1), ALICE, port())).get(30, TimeUnit.SECONDS);
        NamespaceHandle namespace = subsystem.namespace(1);
        try (AsynchronousFileChannel channel = namespace.asynchronousChannel()) {
            List<Future<Integer>> writes = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                writes.add(channel.write(ByteBuffer.wrap(new byte[]{(byte) i, (byte) (i >> 8), 7}), 3L * i));
            }
            for (Future<Integer> write : writes) {
                assertThat(write.get(30, TimeUnit.SECONDS)).isEqualTo(3);
            }
            ByteBuffer all = ByteBuffer.allocate(3000);
            assertThat(channel.read(all, 0).get(30, TimeUnit.SECONDS)).isEqualTo(3000);
            for (int i = 0; i < 1000; i++) {
                assertThat(all.get(3 * i) & 0xFF | (all.get(3 * i + 1) & 0xFF) << 8).isEqualTo(i);
                assertThat(all.get(3 * i + 2)).isEqualTo((byte) 7);
            }
        }
    }
}
