package io.fenceline.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.TransportAddress;
import io.fenceline.testkit.Gen;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every fault in the byte stream is seen, between a socket and an echo. */
@Timeout(60)
class TcpFaultProxyTest {
    private static final int H2C_DATA = 6;
    private static final int CAPSULE_CMD = 4;
    /** Shorter than anything that is waited for, longer than what is already under way. */
    private static final int SHORT_MS = 200;

    private final ServerSocket echo;
    private final Thread echoing;
    private TcpFaultProxy proxy;
    private Socket socket;

    TcpFaultProxyTest() throws IOException {
        echo = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        echoing = Thread.ofVirtual().start(this::echo);
        proxy = proxy("");
        socket = connect();
    }

    private void echo() {
        try {
            while (true) {
                Socket one = echo.accept();
                Thread.ofVirtual().start(() -> {
                    try (one) {
                        one.getInputStream().transferTo(one.getOutputStream());
                        one.shutdownOutput();
                    } catch (SocketException e) {
                        assertThat(e).hasMessageMatching("(?i).*(reset|closed|broken).*");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        } catch (IOException e) {
            assertThat(echo.isClosed()).isTrue();
        }
    }

    private TcpFaultProxy proxy(String script) {
        return new TcpFaultProxy(FaultScript.parse(script).run((task, delayNs) -> {
            throw new AssertionError("the proxy has a clock of its own");
        }), TransportAddress.tcp(echo.getInetAddress().getHostAddress(), echo.getLocalPort()));
    }

    private Socket connect() throws IOException {
        return new Socket(proxy.address().address(), proxy.address().port());
    }

    private void begin(String script) throws IOException {
        socket.close();
        proxy.close();
        proxy = proxy(script);
        socket = connect();
        socket.setSoTimeout(10_000);
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        socket.close();
        proxy.close();
        echo.close();
        echoing.join();
    }

    /** A PDU with an eight byte header, some header fields, a header digest, data and a data digest. */
    private static byte[] pdu(int type, int data, int key) {
        byte[] pdu = new byte[28 + data + 4];
        pdu[0] = (byte) type;
        pdu[1] = 3;
        pdu[2] = 24;
        pdu[3] = 28;
        pdu[4] = (byte) pdu.length;
        pdu[5] = (byte) (pdu.length >>> 8);
        pdu[6] = (byte) (pdu.length >>> 16);
        System.arraycopy(new Gen(key).bytes(pdu.length - 8), 0, pdu, 8, pdu.length - 8);
        return pdu;
    }

    private void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    private byte[] receive(int bytes) throws IOException {
        byte[] got = new byte[bytes];
        new DataInputStream(socket.getInputStream()).readFully(got);
        return got;
    }

    private static int differsAt(byte[] one, byte[] other) {
        return Arrays.mismatch(one, other);
    }

    @Test
    void withoutFaultsEverythingPasses() throws IOException {
        begin("");
        for (int i = 0; i < 20; i++) {
            byte[] pdu = pdu(H2C_DATA, i * 999, i);
            send(pdu);
            assertThat(receive(pdu.length)).isEqualTo(pdu);
        }
        socket.shutdownOutput();
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void whatIsNoPduPassesToo() throws IOException {
        begin("h2c 1 : drop");
        byte[] garbage = new byte[5000];
        Arrays.fill(garbage, (byte) 0xFF);
        send(garbage);
        assertThat(receive(garbage.length)).isEqualTo(garbage);
        socket.shutdownOutput();
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aPduIsDropped() throws IOException {
        begin("h2c type=H2CData 2 : drop");
        send(pdu(H2C_DATA, 10, 1));
        send(pdu(H2C_DATA, 10, 2));
        send(pdu(H2C_DATA, 10, 3));
        assertThat(receive(42)).isEqualTo(pdu(H2C_DATA, 10, 1));
        assertThat(receive(42)).isEqualTo(pdu(H2C_DATA, 10, 3));
    }

    @Test
    void aPduIsDelayed() throws IOException {
        begin("c2h 1 : delay 300ms");
        long begin = System.nanoTime();
        send(pdu(H2C_DATA, 10, 1));
        receive(42);
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(300_000_000L);
    }

    @Test
    void oneKindOfPduIsStalledAndOthersPass() throws IOException {
        begin("h2c type=CapsuleCmd 1 : stall 300ms");
        send(pdu(CAPSULE_CMD, 0, 1));
        send(pdu(H2C_DATA, 0, 2));
        send(pdu(CAPSULE_CMD, 0, 3));
        assertThat(receive(32)).isEqualTo(pdu(H2C_DATA, 0, 2));
        assertThat(receive(32)).isEqualTo(pdu(CAPSULE_CMD, 0, 1));
        assertThat(receive(32)).isEqualTo(pdu(CAPSULE_CMD, 0, 3));
    }

    @Test
    void aStallWithoutATimeLastsUntilTheEnd() throws IOException {
        begin("h2c type=CapsuleCmd 1 : stall");
        send(pdu(CAPSULE_CMD, 0, 1));
        socket.setSoTimeout(SHORT_MS);
        assertThatThrownBy(() -> receive(1)).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void oneBitOfTheDataTheDataDigestOrTheHeaderDigestChanges() throws IOException {
        begin("h2c 1 : flip\nh2c 2 : corrupt-digest\nh2c 3 : corrupt-header");
        byte[] pdu = pdu(H2C_DATA, 100, 1);
        send(pdu);
        assertThat(differsAt(receive(pdu.length), pdu)).isEqualTo(28);
        send(pdu);
        assertThat(differsAt(receive(pdu.length), pdu)).isEqualTo(pdu.length - 1);
        send(pdu);
        assertThat(differsAt(receive(pdu.length), pdu)).isEqualTo(24);
    }

    @Test
    void aPduIsCutOffAndTheConnectionEnds() throws IOException {
        begin("c2h 1 : truncate 13");
        byte[] pdu = pdu(H2C_DATA, 100, 1);
        send(pdu);
        assertThat(receive(13)).isEqualTo(Arrays.copyOf(pdu, 13));
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aBlackholeLetsNothingPassAndAfterwardsAllThatCameMeanwhile() throws IOException {
        begin("");
        send(pdu(H2C_DATA, 10, 1));
        receive(42);
        proxy.blackhole(true);
        send(pdu(H2C_DATA, 10, 2));
        send(pdu(H2C_DATA, 10, 3));
        socket.shutdownOutput();
        socket.setSoTimeout(SHORT_MS);
        assertThatThrownBy(() -> receive(1)).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(10_000);
        proxy.blackhole(false);
        assertThat(receive(42)).isEqualTo(pdu(H2C_DATA, 10, 2));
        assertThat(receive(42)).isEqualTo(pdu(H2C_DATA, 10, 3));
        assertThat(socket.getInputStream().read()).as("the end comes behind the data").isEqualTo(-1);
    }

    @Test
    void aBlackholeSwallowsNewConnectionsTooAndCanBeClosed() throws IOException {
        begin("");
        proxy.blackhole(true);
        socket = connect();
        send(pdu(H2C_DATA, 10, 1));
        socket.setSoTimeout(SHORT_MS);
        assertThatThrownBy(() -> receive(1)).isInstanceOf(SocketTimeoutException.class);
        proxy.close();
        assertThat(proxy.connections()).isZero();
    }

    @Test
    void withALagEverythingComesLaterUntilItIsOver() throws IOException {
        begin("");
        proxy.lag(Duration.ofMillis(100));
        long begin = System.nanoTime();
        send(pdu(H2C_DATA, 10, 1));
        receive(42);
        assertThat(System.nanoTime() - begin).as("there and back").isGreaterThanOrEqualTo(200_000_000L);
        proxy.lag(Duration.ZERO);
        send(pdu(H2C_DATA, 10, 2));
        assertThat(receive(42)).isEqualTo(pdu(H2C_DATA, 10, 2));
    }

    @Test
    void aKillIsAReset() throws IOException {
        begin("h2c 2 : kill");
        send(pdu(H2C_DATA, 0, 1));
        receive(32);
        send(pdu(H2C_DATA, 0, 1));
        assertThatThrownBy(() -> receive(1)).isInstanceOf(SocketException.class).hasMessageContaining("reset");
    }

    @Test
    void aHalfOpenConnectionIsSilentAndOpen() throws IOException {
        begin("h2c 2 : half-open");
        send(pdu(H2C_DATA, 0, 1));
        receive(32);
        socket.setSoTimeout(SHORT_MS);
        for (int i = 0; i < 100; i++) {
            send(pdu(H2C_DATA, 60_000, i));
        }
        assertThatThrownBy(() -> receive(1)).isInstanceOf(SocketTimeoutException.class);
        assertThat(proxy.connections()).isEqualTo(1);
    }

    @Test
    void anAbandonedConnectionIsResetForTheHostAndStandsForTheTarget() throws IOException {
        begin("");
        send(pdu(CAPSULE_CMD, 8, 1));
        receive(pdu(CAPSULE_CMD, 8, 1).length);
        proxy.abandonAll();
        assertThatThrownBy(() -> receive(1)).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        assertThat(proxy.connections()).isOne();
    }

    @Test
    void allConnectionsCanBeKilledAtOnce() throws IOException {
        begin("");
        send(pdu(H2C_DATA, 0, 1));
        receive(32);
        proxy.killAll();
        assertThatThrownBy(() -> receive(1)).isInstanceOf(SocketException.class);
    }
}
