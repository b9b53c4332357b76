package io.fenceline.transport.tcp.netty;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.NvmeException;
import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.CloseResult;
import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TargetQueuePairListener;
import io.fenceline.spi.transport.TransportFault;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Both ends on sockets. */
@Timeout(60)
class TcpLoopbackTest {
    private static final int WRITE = 1;
    private static final int READ = 2;

    private static byte[] pattern(int length, int salt) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 7 + (i >>> 9) + salt);
        }
        return bytes;
    }

    private static void writeAndRead(Loopback.Initiator initiator, int depth, int length) throws Exception {
        initiator.onLoop(() -> {
            initiator.queuePair().inCapsuleLimit(16 * 1024);
            return null;
        });
        for (int opcode : new int[]{WRITE, READ}) {
            DataBuffer[] buffers = new DataBuffer[depth];
            List<CompletableFuture<Loopback.Completion>> all = initiator.onLoop(() -> {
                List<CompletableFuture<Loopback.Completion>> submitted = new ArrayList<>();
                for (int slot = 0; slot < depth; slot++) {
                    buffers[slot] = requireNonNull(initiator.queuePair().buffers().take(length));
                    buffers[slot].segment().fill((byte) 0);
                    if (opcode == WRITE) {
                        MemorySegment.copy(pattern(length, slot), 0, buffers[slot].segment(), ValueLayout.JAVA_BYTE, 0, length);
                    }
                    submitted.add(initiator.command(opcode, slot, slot, buffers[slot], length));
                }
                initiator.queuePair().flush();
                return submitted;
            });
            for (int slot = 0; slot < depth; slot++) {
                assertThat(all.get(slot).get(Loopback.PATIENCE_S, TimeUnit.SECONDS).status()).isZero();
                byte[] seen = buffers[slot].segment().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
                assertThat(Arrays.equals(seen, pattern(length, slot))).as("data of slot %d", slot).isTrue();
                buffers[slot].release();
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> dataGoesBothWaysWithEveryEventEngine() {
        return Stream.of("auto", "epoll", "nio", "io_uring")
                .flatMap(engine -> Stream.of(false, true).map(digests -> DynamicTest.dynamicTest(
                        engine + (digests ? " with digests" : ""), () -> {
                            Assumptions.assumeTrue(!engine.equals("epoll") || Epoll.isAvailable());
                            Assumptions.assumeTrue(!engine.equals("io_uring") || IoUring.isAvailable());
                            try (Loopback loopback = new Loopback(Map.of("eventEngine", engine, "loops", 2, "maxH2cData", "64KiB"), Map.of(
                                    "eventEngine", engine, "loops", 1, "headerDigest", digests, "dataDigest", digests)).listen()) {
                                Loopback.Initiator a = loopback.connect(1, 128);
                                Loopback.Initiator b = loopback.connect(2, 128);
                                for (int length : new int[]{512, 4096, 16 * 1024, 128 * 1024, 1 << 20}) {
                                    writeAndRead(a, length > 100_000 ? 16 : 128, length);
                                    writeAndRead(b, 8, length);
                                }
                                a.onLoop(() -> {
                                    a.queuePair().disconnect(TransportFault.of(TransportFault.Kind.CLOSED, "done"));
                                    return null;
                                });
                                a.quiesced.get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
                                assertThat(loopback.targetFaults.poll(Loopback.PATIENCE_S, TimeUnit.SECONDS).kind()).isEqualTo(
                                        TransportFault.Kind.CLOSED);
                                assertThat(loopback.target.close(Duration.ofSeconds(10))).isEqualTo(CloseResult.GRACEFUL);
                                assertThat(loopback.targetQuiesced.get()).isEqualTo(2);
                                b.quiesced.get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
                                assertThat(loopback.host.close(Duration.ofSeconds(10))).isEqualTo(CloseResult.GRACEFUL);
                            }
                        })));
    }

    @Test
    void commandsThatOtherThreadsFinishAreAnswered() throws Exception {
        try (Loopback loopback = new Loopback(Map.of("loops", 1), Map.of("loops", 1)).listen()) {
            Loopback.Initiator initiator = loopback.connect(1, 128);
            for (int round = 0; round < 20; round++) {
                List<CompletableFuture<Loopback.Completion>> all = initiator.onLoop(() -> {
                    List<CompletableFuture<Loopback.Completion>> submitted = new ArrayList<>();
                    for (int slot = 0; slot < 128; slot++) {
                        submitted.add(initiator.command(0, slot, slot + 7, null, 0));
                    }
                    initiator.queuePair().flush();
                    return submitted;
                });
                for (int slot = 0; slot < 128; slot++) {
                    assertThat(all.get(slot).get(Loopback.PATIENCE_S, TimeUnit.SECONDS).result()).isEqualTo(slot + 7L);
                }
            }
        }
    }

    @Test
    void ipv6Works() throws Exception {
        try (Loopback loopback = new Loopback(Map.of("loops", 1), Map.of("loops", 1))) {
            try {
                loopback.listen(TransportAddress.tcp("::1", 0));
            } catch (ExecutionException e) {
                Assumptions.abort("no IPv6 on this machine");
            }
            assertThat(loopback.address.family()).isEqualTo(TransportAddress.Family.IPV6);
            writeAndRead(loopback.connect(1, 16), 4, 4096);
        }
    }

    @Test
    void theHostConnectsFromTheAddressItIsTold() throws Exception {
        List<TransportAddress> seen = new ArrayList<>();
        try (Loopback loopback = new Loopback(Map.of("loops", 1), Map.of("loops", 1, "hostAddress", "127.0.0.2"))) {
            loopback.address = loopback.bind(loopback.target, loopback.address, (l, qp) -> {
                seen.add(qp.remote());
                assertThat(qp.local().port()).isEqualTo(l.address.port());
                return new Loopback.Core(l, qp);
            }).get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
            writeAndRead(loopback.connect(1, 16), 1, 512);
            assertThat(seen.getFirst().address()).isEqualTo("127.0.0.2");
        }
    }

    @Test
    void anAddressThatIsTakenMayBeAskedForAgain() throws Exception {
        try (Loopback loopback = new Loopback(Map.of("loops", 1), Map.of("loops", 1)).listen();
                Loopback second = new Loopback(Map.of("loops", 1), Map.of("loops", 1))) {
            assertThatThrownBy(() -> second.bind(second.target, loopback.address, Loopback.Core::new).get(Loopback.PATIENCE_S,
                    TimeUnit.SECONDS)).cause().isInstanceOfSatisfying(NvmeException.class, e -> {
                        assertThat(e.category()).isEqualTo(NvmeException.Category.RETRY);
                        assertThat(e).hasMessageContaining(loopback.address.toString());
                    });
            Loopback.Initiator initiator = loopback.connect(1, 16);
            loopback.target.stopListening(TransportAddress.tcp("127.0.0.1", 0));
            writeAndRead(initiator, 4, 4096); // queue pairs live on
        }
    }

    @Test
    void aTargetThatIsNotThereIsAFault() throws Exception {
        try (Loopback loopback = new Loopback(Map.of("loops", 1), Map.of("loops", 1)).listen()) {
            loopback.target.close(Duration.ofSeconds(5));
            Loopback.Initiator initiator = new Loopback.Initiator();
            loopback.host.connect(loopback.address, Loopback.params(0, 32), initiator);
            assertThat(initiator.fault.get(Loopback.PATIENCE_S, TimeUnit.SECONDS).kind()).isEqualTo(TransportFault.Kind.NETWORK);
            initiator.quiesced.get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
            assertThatThrownBy(() -> loopback.listen(loopback.address)).cause().isInstanceOf(NvmeException.class);
        }
    }

    @Test
    void connectsThatSayNothingAreEndedAndOthersAreServed() throws Exception {
        try (Loopback loopback = new Loopback(Map.of("loops", 2, "handshakeTimeout", "300ms"), Map.of("loops", 1)).listen()) {
            List<Socket> silent = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                silent.add(new Socket(InetAddress.getLoopbackAddress(), loopback.address.port()));
            }
            writeAndRead(loopback.connect(1, 16), 16, 4096);
            for (Socket socket : silent) {
                assertEnds(socket);
            }
            assertThat(loopback.queuePairs).as("they never were queue pairs").hasValue(1);
        }
    }

    private static void assertEnds(Socket socket) throws Exception {
        try (socket; InputStream in = socket.getInputStream()) {
            socket.setSoTimeout(20_000);
            assertThat(in.read()).isEqualTo(-1);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @Test
    void oneConnectionMoreThanAllowedIsTurnedAway() throws Exception {
        try (Loopback loopback = new Loopback(Map.of("loops", 1, "maxConnections", 2), Map.of("loops", 1)).listen()) {
            Loopback.Initiator first = loopback.connect(0, 32);
            loopback.connect(1, 32);
            try (Socket third = new Socket(InetAddress.getLoopbackAddress(), loopback.address.port())) {
                assertEnds(third);
            }
            writeAndRead(first, 4, 512);
        }
    }

    @Test
    void garbageEndsItsOwnConnectionOnly() throws Exception {
        try (Loopback loopback = new Loopback(Map.of("loops", 1), Map.of("loops", 1)).listen()) {
            Loopback.Initiator other = loopback.connect(1, 32);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), loopback.address.port())) {
                OutputStream out = socket.getOutputStream();
                out.write("GET / HTTP/1.1\r\nHost: example\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                byte[] term = socket.getInputStream().readNBytes(8);
                assertThat(term[0]).as("C2HTermReq").isEqualTo((byte) 3);
                socket.getInputStream().skipNBytes(24);
                assertEnds(socket);
            }
            writeAndRead(other, 4, 512);
        }
    }

    /** A core that holds all it gets, and does not answer the end. */
    private static final class Deaf implements TargetQueuePairListener {
        private final AtomicInteger quiesced;
        private final TargetQueuePair queuePair;
        private final boolean disconnects;

        Deaf(TargetQueuePair queuePair, AtomicInteger quiesced, boolean disconnects) {
            this.queuePair = queuePair;
            this.quiesced = quiesced;
            this.disconnects = disconnects;
        }

        @Override
        public void onCommand(CommandExchange exchange) {
            // held for ever
        }

        @Override
        public void onFetched(CommandExchange exchange, int status) {
            // never asked for
        }

        @Override
        public void onSent(CommandExchange exchange, int status) {
            // never asked for
        }

        @Override
        public void onBatchEnd() {
            // nothing is gathered
        }

        @Override
        public void onFault(TransportFault fault) {
            if (disconnects) {
                queuePair.disconnect(fault);
            }
        }

        @Override
        public void onQuiesced() {
            quiesced.incrementAndGet();
        }
    }

    @Test
    void aCoreThatDoesNotLetGoCannotHoldTheTransport() throws Exception {
        AtomicInteger quiesced = new AtomicInteger();
        Loopback loopback = new Loopback(Map.of("loops", 1), Map.of("loops", 1));
        try (loopback) {
            loopback.address = loopback.bind(loopback.target, loopback.address, (_, qp) -> new Deaf(qp, quiesced, false)).get(
                    Loopback.PATIENCE_S, TimeUnit.SECONDS);
            Loopback.Initiator initiator = loopback.connect(1, 32);
            assertThat(loopback.target.close(Duration.ofMillis(100))).isEqualTo(CloseResult.FORCED);
            initiator.quiesced.get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
            assertThat(loopback.target.close(Duration.ofMillis(100))).as("a second time").isEqualTo(CloseResult.FORCED);
        }
    }

    @Test
    void theLoopRefusesTasksAfterTheEnd() throws Exception {
        Loopback loopback = new Loopback(Map.of("loops", 1), Map.of("loops", 1)).listen();
        Loopback.Initiator initiator = loopback.connect(1, 32);
        loopback.close();
        assertThat(initiator.quiesced).isDone();
        assertThatThrownBy(() -> initiator.queuePair().loop().execute(() -> {
        })).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void aHostThatDoesNotReadHoldsBoundedMemoryAndIsEnded() throws Exception {
        try (Loopback loopback = new Loopback(Map.of("loops", 1, "writeTimeout", "500ms", "sendBuffer", "64KiB", "bufferMemory", "16MiB"),
                Map
                        .of("loops", 1))
                .listen()) {
            try (Socket socket = new Socket()) {
                socket.setReceiveBufferSize(16 * 1024);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), loopback.address.port()));
                OutputStream out = socket.getOutputStream();
                byte[] request = new byte[128];
                request[2] = (byte) 128;
                request[4] = (byte) 128;
                out.write(request);
                socket.getInputStream().skipNBytes(128);
                byte[] reads = new byte[72 * 100];
                for (int i = 0; i < 100; i++) {
                    int at = 72 * i;
                    reads[at] = 4;
                    reads[at + 2] = 72;
                    reads[at + 4] = 72;
                    reads[at + 8] = READ;
                    reads[at + 10] = (byte) i;
                    reads[at + 8 + 34] = 1; // 64 KiB
                    reads[at + 8 + 39] = 0x5A;
                }
                out.write(reads);
                TransportFault fault = loopback.targetFaults.poll(Loopback.PATIENCE_S, TimeUnit.SECONDS);
                assertThat(fault.kind()).isEqualTo(TransportFault.Kind.TIMEOUT);
            }
            writeAndRead(loopback.connect(1, 32), 16, 65536);
        }
    }
}
