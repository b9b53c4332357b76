package io.fenceline.assembly.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.ConnectException;
import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.HostIdentity;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.host.IoRequest;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.Subsystem;
import io.fenceline.assembly.hostile.ServedTarget;
import io.fenceline.testkit.fault.FaultRun;
import io.fenceline.testkit.fault.FaultScript;
import io.fenceline.testkit.fault.TcpFaultProxy;
import io.fenceline.testkit.sim.GhostWriteChecker;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The host on real threads and sockets: against a real target, and against peers that are none. */
@Timeout(120)
class HostOverTcpTest {
    private static final HostIdentity IDENTITY = HostIdentity.of(UUID.fromString("0b6c3f1e-1111-4222-8333-944455566677"));
    private static final HostOptions OPTIONS = HostOptions.DEFAULTS.change().keepAlive(Duration.ofSeconds(1))
            .connectTimeout(Duration.ofSeconds(2)).quiesceTime(Duration.ofMillis(200)).reconnectDelay(Duration.ofMillis(50))
            .reconnectDelayMax(Duration.ofMillis(500)).build();

    /** Without rules: faults come from the test. */
    private static FaultRun run() {
        return FaultScript.parse("").run((task, delayNs) -> {
            throw new IllegalStateException("no rule delays anything");
        });
    }

    private static ConnectSpec spec(String nqn, HostOptions options, TransportAddress... paths) {
        return new ConnectSpec(Nqn.of(nqn), IDENTITY, List.of(paths), options);
    }

    @Test
    void manyThreadsWriteAndReadWhilePathsAreCutAndNothingIsLost() throws Exception {
        long seed = 20_261_122;
        try (ServedTarget target = ServedTarget.start();
                TcpFaultProxy first = new TcpFaultProxy(run(), TransportAddress.tcp("127.0.0.1", target.port()));
                TcpFaultProxy second = new TcpFaultProxy(run(), TransportAddress.tcp("127.0.0.1", target.port()));
                Host host = Host.open()) {
            Subsystem subsystem = host.connect(spec(target.nqn(), OPTIONS, first.address(), second.address())).get(20, TimeUnit.SECONDS);
            NamespaceHandle namespace = subsystem.namespace(1);
            GhostWriteChecker oracle = new GhostWriteChecker(namespace.blockSize(), seed, true, System::nanoTime);
            int threads = 4;
            int rounds = 150;
            AtomicInteger done = new AtomicInteger();
            try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> all = new ArrayList<>();
                for (int t = 0; t < threads; t++) {
                    SplittableRandom random = new SplittableRandom(seed + t);
                    int worker = t;
                    all.add(workers.submit(() -> {
                        for (int i = 0; i < rounds; i++) {
                            oneRound(namespace, oracle, random, worker);
                            done.incrementAndGet();
                        }
                    }));
                }
                for (int cut = 1; cut <= 4; cut++) {
                    int until = cut * threads * rounds / 6;
                    while (done.get() < until) {
                        Thread.onSpinWait();
                        Thread.yield();
                    }
                    (cut % 2 == 0 ? first : second).killAll();
                }
                for (Future<?> worker : all) {
                    worker.get(100, TimeUnit.SECONDS);
                }
            }
            assertThat(oracle.findings()).isEmpty();
            assertThat(oracle.judged()).isPositive();
        }
    }

    private static void oneRound(NamespaceHandle namespace, GhostWriteChecker oracle, SplittableRandom random, int worker) {
        long lba = random.nextInt(64);
        int blocks = 1 + random.nextInt(8);
        ByteBuffer memory = ByteBuffer.allocate(blocks * namespace.blockSize());
        if (random.nextBoolean()) {
            GhostWriteChecker.Write write = oracle.onIssued(0, worker, lba, blocks);
            write.stamp(memory);
            namespace.blocking().write(lba, memory.clear());
            write.onAcknowledged();
        } else {
            GhostWriteChecker.Read read = oracle.onRead(lba, blocks);
            namespace.blocking().read(lba, memory);
            read.check(memory.clear());
        }
    }

    @Test
    void nothingIsAllocatedForACommand() throws Exception {
        HostOptions options = OPTIONS.change().keepAlive(Duration.ofSeconds(30)).transportOptions(Map.of("loops", "1")).build();
        try (ServedTarget target = ServedTarget.start(); Host host = Host.open()) {
            Subsystem subsystem = host.connect(spec(target.nqn(), options, TransportAddress.tcp("127.0.0.1", target.port()))).get(20,
                    TimeUnit.SECONDS);
            NamespaceHandle namespace = subsystem.namespace(1);
            long perCommand = allocated(namespace, 200_000, 20_000);
            assertThat(perCommand).as("bytes per command, times 100").isLessThan(200);
        }
    }

    /** The module under test does not read the management modules, so they are asked by name. */
    private static LongSupplier allocatedBytes() throws ReflectiveOperationException {
        Object bean = Class.forName("java.lang.management.ManagementFactory").getMethod("getThreadMXBean").invoke(null);
        Method count = Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes");
        return () -> {
            try {
                return (Long) count.invoke(bean);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        };
    }

    /** Bytes per command, times 100, on the loop's thread, after a warm-up. */
    private static long allocated(NamespaceHandle namespace, int commands, int warmUp)
            throws InterruptedException, ReflectiveOperationException {
        LongSupplier allocated = allocatedBytes();
        CountDownLatch done = new CountDownLatch(1);
        AtomicLong at = new AtomicLong();
        AtomicLong bytes = new AtomicLong();
        namespace.execute(0, () -> {
            MemorySegment memory = Arena.ofAuto().allocate(4096, 4096);
            IoRequest request = namespace.request(0, ended -> {
                long count = at.incrementAndGet();
                if (ended.status() != 0) {
                    bytes.set(Long.MAX_VALUE / 1000);
                    done.countDown();
                } else if (count == warmUp) {
                    bytes.set(-allocated.getAsLong());
                    ended.read(count % 1000, memory).submit();
                } else if (count == warmUp + commands) {
                    bytes.addAndGet(allocated.getAsLong());
                    done.countDown();
                } else {
                    ended.read(count % 1000, memory).submit();
                }
            });
            request.read(0, memory).submit();
        });
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        return bytes.get() * 100 / commands;
    }

    // Peers that are no targets.

    private interface Peer {
        void meet(Socket socket) throws IOException;
    }

    private static Throwable connectTo(Peer peer) throws Exception {
        try (ExecutorService acceptor = Executors.newVirtualThreadPerTaskExecutor();
                ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Host host = Host.open()) {
            Future<?> accepting = acceptor.submit(() -> {
                while (true) {
                    Socket socket = server.accept();
                    acceptor.submit(() -> {
                        try (socket) {
                            peer.meet(socket);
                        }
                        return null;
                    });
                }
            });
            TransportAddress at = TransportAddress.tcp("127.0.0.1", server.getLocalPort());
            HostOptions options = OPTIONS.change().connectTimeout(Duration.ofMillis(500)).build();
            Throwable failure = Assertions.catchThrowable(
                    () -> host.connect(spec("nqn.2026-01.io.fenceline.test:none", options, at)).join());
            assertThat(host.view().subsystems()).isEmpty();
            assertThat(accepting.isDone()).isFalse();
            assertThat(failure).isInstanceOf(CompletionException.class);
            return failure.getCause();
        }
    }

    @Test
    void peerThatAnswersGarbageIsTakenForNoTarget() throws Exception {
        byte[] garbage = new byte[4096];
        new SplittableRandom(1).nextBytes(garbage);
        assertThat(connectTo(socket -> {
            socket.getOutputStream().write(garbage);
            socket.getInputStream().readAllBytes();
        })).isInstanceOf(ConnectException.class).hasMessageContaining("not connected");
    }

    @Test
    void peerThatNeverAnswersIsGivenUpInTime() throws Exception {
        long began = System.nanoTime();
        assertThat(connectTo(socket -> socket.getInputStream().readAllBytes())).isInstanceOf(ConnectException.class)
                .hasMessageContaining("at: ");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void peerThatHangsUpAtOnceIsNamed() throws Exception {
        assertThat(connectTo(Socket::close)).isInstanceOf(ConnectException.class).hasMessageContaining("tcp://127.0.0.1:");
    }

    @Test
    void nobodyThereAndNoSuchNameAreSaid() {
        try (Host host = Host.open()) {
            HostOptions options = OPTIONS.change().connectTimeout(Duration.ofMillis(500)).build();
            Throwable closed = Assertions.catchThrowable(() -> host.connect(spec("nqn.2026-01.io.fenceline.test:none", options,
                    TransportAddress.tcp("127.0.0.1", 1))).join());
            assertThat(closed.getCause()).isInstanceOf(ConnectException.class).hasMessageContaining("refused");
            Throwable family = Assertions.catchThrowable(() -> host.connect(spec("nqn.2026-01.io.fenceline.test:none", options,
                    TransportAddress.tcp("::ffff:0:1:2:3", 4420))).join());
            assertThat(family.getCause()).isInstanceOf(ConnectException.class);
            assertThat(host.view().subsystems()).isEmpty();
        }
    }

    @Test
    void hostComesBackAfterTheTargetWasGone() throws Exception {
        try (ServedTarget target = ServedTarget.start();
                TcpFaultProxy proxy = new TcpFaultProxy(run(), TransportAddress.tcp("127.0.0.1", target.port()));
                Host host = Host.open()) {
            Subsystem subsystem = host.connect(spec(target.nqn(), OPTIONS, proxy.address())).get(20, TimeUnit.SECONDS);
            NamespaceHandle namespace = subsystem.namespace(1);
            namespace.blocking().write(0, ByteBuffer.allocate(4096));
            proxy.killAll();
            namespace.blocking().write(0, ByteBuffer.allocate(4096));
            assertThat(host.view().subsystems().getFirst().controllers()).allMatch(c -> c.state() == ControllerState.LIVE);
        }
    }
}
