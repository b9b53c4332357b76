package io.fenceline.assembly.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.NvmeException;
import io.fenceline.assembly.nbd.engine.Nbd;
import io.fenceline.assembly.nbd.engine.TransmissionLimits;
import io.fenceline.assembly.nbd.netty.Sockets;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.ThreadLoops;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The server on real sockets, in front of a namespace in memory. */
@Timeout(60)
final class NbdServerTest {
    private static final int BLOCK = 512;
    private static final int SIZE = 8 << 20;
    private static final Duration AWAIT = Duration.ofSeconds(20);

    private final RamNamespace namespace = new RamNamespace(BLOCK, SIZE, 2);
    private final ThreadLoops time = new ThreadLoops();
    private NbdServer server;

    @TempDir
    private Path folder;

    static Stream<Arguments> sockets() {
        List<Arguments> all = new ArrayList<>();
        for (Sockets sockets : Sockets.values()) {
            if (sockets == Sockets.NIO || Sockets.best() == sockets) {
                all.add(Arguments.of(sockets, false));
                all.add(Arguments.of(sockets, true));
            }
        }
        return all.stream();
    }

    private static NbdAddress loopback() {
        return new NbdAddress.Tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private NbdAddress start() {
        return start(NbdSettings.at(loopback()), Sockets.best());
    }

    private NbdAddress start(NbdSettings settings, Sockets sockets) {
        server = new NbdServer(settings, FixedExports.of(namespace), sockets);
        return server.start();
    }

    private boolean await(java.util.function.BooleanSupplier condition) {
        return time.await(condition, AWAIT);
    }

    @AfterEach
    void end() {
        if (server != null) {
            server.close(Duration.ofSeconds(1));
            assertThat(server.connections()).isZero();
        }
        namespace.close();
        time.close();
    }

    @ParameterizedTest
    @MethodSource("sockets")
    void everyCommandWorksOverEveryKindOfSocket(Sockets sockets, boolean unix) throws IOException {
        NbdAddress wanted = unix ? new NbdAddress.Unix(folder.resolve("nbd.sock")) : loopback();
        NbdAddress at = start(NbdSettings.at(wanted), sockets);
        try (NbdClient client = NbdClient.open(at, "1")) {
            byte[] large = new Gen(1).bytes(3 << 20);
            assertThat(client.ask(Nbd.CMD_FLAG_FUA, Nbd.CMD_WRITE, 4096, large.length, large).error()).isZero();
            assertThat(client.ask(Nbd.CMD_FLAG_DF, Nbd.CMD_READ, 4096, large.length).content()).isEqualTo(large);
            assertThat(client.ask(0, Nbd.CMD_WRITE_ZEROES, 8192, 4096).error()).isZero();
            assertThat(client.ask(0, Nbd.CMD_TRIM, 12288, 4096).error()).isZero();
            assertThat(client.ask(0, Nbd.CMD_FLUSH, 0, 0).error()).isZero();
            assertThat(client.ask(0, Nbd.CMD_CACHE, 0, 4096).error()).isZero();
            assertThat(client.ask(0, 77, 0, 4096).error()).isEqualTo(Nbd.EINVAL);
            Arrays.fill(large, 4096, 12288, (byte) 0);
            assertThat(client.ask(0, Nbd.CMD_READ, 4096, 1 << 20).content()).isEqualTo(Arrays.copyOf(large, 1 << 20));
            client.request(0, Nbd.CMD_DISC, 0, 0, 0);
            assertThat(client.rest()).isEmpty();
        }
        if (unix) {
            assertThat(server.close(Duration.ofSeconds(5))).isTrue();
            assertThat(folder).isEmptyDirectory();
        }
    }

    @ParameterizedTest
    @MethodSource("sockets")
    void manyRequestsOfManyConnectionsAreAnsweredOnceEach(Sockets sockets, boolean unix) throws Exception {
        NbdAddress wanted = unix ? new NbdAddress.Unix(folder.resolve("nbd.sock")) : loopback();
        NbdAddress at = start(NbdSettings.at(wanted), sockets);
        int clients = 4;
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int c = 0; c < clients; c++) {
                int number = c;
                all.add(pool.submit((Callable<Void>) () -> {
                    load(pool, at, number, SIZE / clients);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    /** One client in a part of its own: writes of all sizes, then reads of the same places, 200 in flight as the server lets it. */
    private static void load(ExecutorService pool, NbdAddress at, int number, int room) throws Exception {
        Gen gen = new Gen(number);
        int requests = 200;
        int piece = room / requests / BLOCK * BLOCK;
        try (NbdClient client = NbdClient.open(at, "1")) {
            byte[][] data = new byte[requests][];
            for (int i = 0; i < requests; i++) {
                data[i] = gen.bytes(gen.between(1, piece / BLOCK) * BLOCK);
            }
            for (int command : new int[]{Nbd.CMD_WRITE, Nbd.CMD_READ}) {
                Future<?> sender = pool.submit((Callable<Void>) () -> {
                    for (int i = 0; i < requests; i++) {
                        client.request(0, command, i, (long) number * room + (long) i * piece, data[i].length,
                                command == Nbd.CMD_WRITE ? data[i] : new byte[0]);
                    }
                    return null;
                });
                Set<Long> cookies = new HashSet<>();
                for (int i = 0; i < requests; i++) {
                    NbdReply reply = client.reply();
                    assertThat(reply.error()).isZero();
                    assertThat(cookies.add(reply.cookie())).isTrue();
                    if (command == Nbd.CMD_READ) {
                        assertThat(reply.content()).isEqualTo(data[(int) reply.cookie()]);
                    }
                }
                sender.get();
            }
        }
    }

    @Test
    void aClientThatGoesInTheMiddleOfItsDataHasWrittenNothing() throws IOException {
        NbdAddress at = start();
        for (int part : new int[]{0, 1, 27, 28, 29, 5000, 100_000}) {
            try (NbdClient client = NbdClient.open(at, "1")) {
                client.send(Arrays.copyOf(NbdReply.request(0, Nbd.CMD_WRITE, 1, 0, 1 << 20, new Gen(2).bytes(1 << 20)), part));
            }
        }
        assertThat(await(() -> server.connections() == 0)).isTrue();
        assertThat(namespace.log()).isEmpty();
    }

    @Test
    void commandsOfALostClientGoOnAndTheirRepliesAreDropped() throws IOException {
        NbdAddress at = start();
        namespace.hold();
        byte[] data = new Gen(3).bytes(4096);
        try (NbdClient client = NbdClient.open(at, "1")) {
            client.request(0, Nbd.CMD_WRITE, 1, 0, 4096, data);
            client.request(0, Nbd.CMD_READ, 2, 4096, 4096);
            assertThat(await(() -> namespace.waiting() == 2)).isTrue();
        }
        assertThat(server.connections()).isEqualTo(1);
        namespace.release();
        assertThat(await(() -> server.connections() == 0)).isTrue();
        assertThat(Arrays.copyOf(namespace.content(), 4096)).isEqualTo(data);
    }

    @Test
    void duringAFailoverRequestsAreHeldAndOthersServed() throws IOException {
        NbdAddress at = start();
        namespace.hold();
        try (NbdClient client = NbdClient.open(at, "1")) {
            client.request(0, Nbd.CMD_READ, 1, 0, 4096);
            client.request(0, Nbd.CMD_CACHE, 2, 0, 4096);
            assertThat(client.reply().cookie()).isEqualTo(2);
            assertThat(await(() -> namespace.waiting() == 1)).isTrue();
            namespace.release();
            assertThat(client.reply()).extracting(NbdReply::cookie, NbdReply::error).containsExactly(1L, 0);
        }
    }

    @Test
    void aClientThatSendsButDoesNotReadIsHeldUpAndThenServed() throws Exception {
        NbdAddress at = start(new NbdSettings(loopback(), 4, new TransmissionLimits(8, TransmissionLimits.MIN_PAYLOAD_BYTES),
                Duration.ofSeconds(5), 1), Sockets.best());
        int requests = 200_000;
        try (NbdClient client = NbdClient.open(at, "1"); ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> sender = pool.submit((Callable<Void>) () -> {
                byte[] batch = new byte[100 * Nbd.REQUEST_BYTES];
                for (int i = 0; i < requests; i += 100) {
                    for (int k = 0; k < 100; k++) {
                        byte[] one = NbdReply.request(0, k == 0 ? Nbd.CMD_FLUSH : 42, i + k, 0, 0);
                        System.arraycopy(one, 0, batch, k * Nbd.REQUEST_BYTES, one.length);
                    }
                    client.send(batch);
                }
                return null;
            });
            assertThat(await(() -> !namespace.log().isEmpty())).isTrue();
            for (int i = 0; i < requests; i++) {
                client.reply();
            }
            sender.get();
        }
        assertThat(namespace.most()).isLessThanOrEqualTo(8);
    }

    @Test
    void garbageEndsTheConnectionAndNoOther() throws IOException {
        NbdAddress at = start();
        try (NbdClient good = NbdClient.open(at, "1")) {
            try (NbdClient bad = NbdClient.connect(at)) {
                bad.send(new byte[64]);
                assertThat(bad.rest()).hasSize(18);
            }
            try (NbdClient bad = NbdClient.open(at, "1")) {
                bad.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                assertThat(bad.rest()).isEmpty();
            }
            assertThat(good.ask(0, Nbd.CMD_READ, 0, 512).error()).isZero();
        }
    }

    @Test
    void requestsMayComeRightBehindGo() throws IOException {
        NbdAddress at = start();
        try (NbdClient client = NbdClient.connect(at)) {
            client.next(18);
            java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
            all.writeBytes(java.nio.ByteBuffer.allocate(4).putInt(3).array());
            all.writeBytes(java.nio.ByteBuffer.allocate(22).putLong(Nbd.IHAVEOPT).putInt(Nbd.OPT_GO).putInt(6).array());
            all.writeBytes(NbdReply.request(0, Nbd.CMD_WRITE, 5, 0, 512, new byte[512]));
            client.send(all.toByteArray());
            while (client.answer().type() != Nbd.REP_ACK) {
                // information
            }
            assertThat(client.reply().cookie()).isEqualTo(5);
        }
    }

    @Test
    void whoDoesNotChooseInTimeIsHungUpOn() throws IOException {
        NbdAddress at = start(new NbdSettings(loopback(), 4, TransmissionLimits.DEFAULTS, Duration.ofMillis(50), 1), Sockets.best());
        try (NbdClient client = NbdClient.connect(at)) {
            assertThat(client.rest()).hasSize(18);
        }
        try (NbdClient client = NbdClient.open(at, "1")) {
            assertThat(client.ask(0, Nbd.CMD_READ, 0, 512).error()).isZero();
        }
    }

    @Test
    void moreConnectionsThanAllowedAreHungUpOn() throws IOException {
        NbdAddress at = start(new NbdSettings(loopback(), 2, TransmissionLimits.DEFAULTS, Duration.ofSeconds(5), 1), Sockets.best());
        try (NbdClient one = NbdClient.open(at, "1"); NbdClient two = NbdClient.open(at, "1")) {
            try (NbdClient three = NbdClient.connect(at)) {
                assertThatThrownBy(() -> three.next(18)).isInstanceOf(IOException.class);
            }
            assertThat(one.ask(0, Nbd.CMD_READ, 0, 512).error()).isZero();
            assertThat(two.ask(0, Nbd.CMD_READ, 0, 512).error()).isZero();
        }
        assertThat(await(() -> server.connections() == 0)).isTrue();
        NbdClient.open(at, "1").close();
    }

    @Test
    void newConnectionsSeeTheNewSize() throws IOException {
        NbdAddress at = start();
        try (NbdClient before = NbdClient.connect(at)) {
            before.greet();
            assertThat(before.go("").getLong(2)).isEqualTo(SIZE);
            namespace.resize(2 * SIZE);
            assertThat(before.ask(0, Nbd.CMD_READ, SIZE, 512).error()).isEqualTo(Nbd.EINVAL);
            try (NbdClient after = NbdClient.connect(at)) {
                after.greet();
                assertThat(after.go("").getLong(2)).isEqualTo(2L * SIZE);
                assertThat(after.ask(0, Nbd.CMD_READ, SIZE, 512).error()).isZero();
            }
            namespace.resize(SIZE / 2);
            assertThat(before.ask(0, Nbd.CMD_READ, SIZE / 2, 512).error()).isEqualTo(Nbd.EINVAL);
            assertThat(before.ask(0, Nbd.CMD_WRITE, SIZE / 2, 512, new byte[512]).error()).isEqualTo(Nbd.ENOSPC);
        }
    }

    @Test
    void closingRepliesToWhatHasComeAndRefusesWhatComes() throws Exception {
        NbdAddress at = start();
        namespace.hold();
        try (NbdClient client = NbdClient.open(at, "1"); ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            client.request(0, Nbd.CMD_READ, 1, 0, 512);
            assertThat(await(() -> namespace.waiting() == 1)).isTrue();
            Future<Boolean> closing = pool.submit(() -> server.close(Duration.ofSeconds(20)));
            NbdReply refused;
            do {
                refused = client.ask(0, Nbd.CMD_CACHE, 0, 512);
            } while (refused.error() == 0);
            assertThat(refused.error()).isEqualTo(Nbd.ESHUTDOWN);
            assertThatThrownBy(() -> NbdClient.connect(at)).isInstanceOf(IOException.class);
            namespace.release();
            assertThat(client.reply()).extracting(NbdReply::cookie, NbdReply::error).containsExactly(1L, 0);
            assertThat(closing.get()).isTrue();
            assertThatThrownBy(() -> client.next(1)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void closingEndsInTimeWhateverTheHostDoes() throws IOException {
        NbdAddress at = start();
        namespace.hold();
        try (NbdClient client = NbdClient.open(at, "1"); NbdClient idle = NbdClient.connect(at)) {
            client.request(0, Nbd.CMD_WRITE, 1, 0, 512, new byte[512]);
            client.request(0, Nbd.CMD_WRITE, 2, 0, 512);
            assertThat(await(() -> namespace.waiting() == 1)).isTrue();
            long begun = System.nanoTime();
            assertThat(server.close(Duration.ofMillis(100))).isFalse();
            assertThat(System.nanoTime() - begun).isLessThan(5_000_000_000L);
            assertThat(idle.rest()).hasSize(18);
            assertThat(namespace.waiting()).isZero();
        }
        try (NbdServer again = new NbdServer(NbdSettings.at(at), FixedExports.of(namespace))) {
            assertThat(again.start()).isEqualTo(at);
        }
    }

    @Test
    void socketFilesAreReplacedOnlyWhenNobodyListens() throws IOException {
        Path path = folder.resolve("nbd.sock");
        NbdAddress.Unix unix = new NbdAddress.Unix(path);
        start(NbdSettings.at(unix), Sockets.best());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rw-------");
        try (NbdServer second = new NbdServer(NbdSettings.at(unix), FixedExports.of(namespace))) {
            assertThatThrownBy(second::start).isInstanceOf(NvmeException.class)
                    .hasMessage("cannot listen on " + path + ": somebody listens there already");
        }
        assertThat(Files.exists(path)).isTrue();
        server.close();
        assertThat(Files.exists(path)).isFalse();

        try (java.nio.channels.ServerSocketChannel dead = java.nio.channels.ServerSocketChannel
                .open(java.net.StandardProtocolFamily.UNIX)) {
            dead.bind(java.net.UnixDomainSocketAddress.of(path));
        }
        start(NbdSettings.at(unix), Sockets.best());
        NbdClient.open(unix, "1").close();
        server.close();

        Files.writeString(path, "mine");
        server = new NbdServer(NbdSettings.at(unix), FixedExports.of(namespace));
        assertThatThrownBy(server::start).hasMessageContaining("a file that is no socket is there");
        assertThat(Files.readString(path)).isEqualTo("mine");
        NbdServer far = new NbdServer(NbdSettings.at(new NbdAddress.Unix(folder.resolve("x".repeat(120)))), FixedExports.of(namespace));
        assertThatThrownBy(far::start).hasMessageContaining("at most 107 are possible");
    }

    @Test
    void anAddressThatCannotBeHadIsNamed() {
        NbdAddress at = start();
        NbdServer second = new NbdServer(NbdSettings.at(at), FixedExports.of(namespace));
        assertThatThrownBy(second::start).isInstanceOf(NvmeException.class).hasMessageStartingWith("cannot listen on " + at + ": ");
        second.close();
    }

    @Test
    void addressesAreWrittenAsUris() throws IOException {
        InetAddress six = InetAddress.getByName("::1");
        assertThat(new NbdAddress.Tcp(new InetSocketAddress(six, 10809)).uri("1")).isEqualTo("nbd://[0:0:0:0:0:0:0:1]:10809/1");
        assertThat(new NbdAddress.Tcp(new InetSocketAddress("127.0.0.1", 1)).uri("")).isEqualTo("nbd://127.0.0.1:1");
        assertThat(new NbdAddress.Unix(Path.of("/run/a b")).uri("x/y")).isEqualTo("nbd+unix:///x%2Fy?socket=/run/a%20b");
    }

    @Test
    void limitsAreNamedWhenTheyAreWrong() {
        assertThatThrownBy(() -> new TransmissionLimits(0, 1 << 30)).hasMessage("openRequests: '0' is not valid; 1 to 4096 is wanted");
        assertThatThrownBy(() -> new TransmissionLimits(1, 1)).hasMessageStartingWith("payloadBytes: '1' is not valid");
        assertThatThrownBy(() -> new NbdSettings(loopback(), 0, TransmissionLimits.DEFAULTS, Duration.ofSeconds(1), 1))
                .hasMessage("connections: '0' is not valid; 1 to 10000 is wanted");
    }
}
