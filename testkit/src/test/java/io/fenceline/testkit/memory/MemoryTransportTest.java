package io.fenceline.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.Nqn;
import io.fenceline.api.NvmeException;
import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.QueuePair;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TargetListener;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TargetQueuePairListener;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.VirtualTime;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The checks that only this transport makes; what every transport must do is in the TCK. */
class MemoryTransportTest {
    private final VirtualTime time = new VirtualTime(3).keepLog();
    private final MemoryTransport fabric = new MemoryTransport(time);
    private final TargetTransport target = fabric.openTarget(Map.of("trace", true));
    private final HostTransport host = fabric.openHost(Map.of());
    private final List<String> seen = new ArrayList<>();
    private final List<CommandExchange> exchanges = new ArrayList<>();
    private @Nullable QueuePair connected;
    private @Nullable TargetQueuePair accepted;

    private QueuePair queuePair() {
        return Objects.requireNonNull(connected);
    }

    private TargetQueuePair targetQueuePair() {
        return Objects.requireNonNull(accepted);
    }

    private void connect() {
        TransportAddress address = TransportAddress.memory("here");
        target.listen(address, new TargetListener() {
            @Override
            public void onListening(TransportAddress actual) {
                seen.add("listening");
            }

            @Override
            public void onListenFailed(NvmeException cause) {
                throw cause;
            }

            @Override
            public TargetQueuePairListener onQueuePair(TargetQueuePair made) {
                accepted = made;
                return new Target();
            }
        });
        time.runDue();
        host.connect(address, new QueuePairParams(Nqn.of("nqn.2014-08.org.example:h"), new UUID(1, 2), Nqn.of("nqn.2014-08.org.example:s"),
                0xFFFF, 0, 32, false), new Host());
        time.runDue();
    }

    private final class Target implements TargetQueuePairListener {
        @Override
        public void onCommand(CommandExchange exchange) {
            seen.add("command");
            exchanges.add(exchange);
        }

        @Override
        public void onFetched(CommandExchange exchange, int status) {
            seen.add("fetched " + status);
        }

        @Override
        public void onSent(CommandExchange exchange, int status) {
            seen.add("sent " + status);
        }

        @Override
        public void onBatchEnd() {
            seen.add("batch end");
        }

        @Override
        public void onFault(TransportFault fault) {
            seen.add("target fault " + fault.kind());
            targetQueuePair().disconnect(fault);
        }

        @Override
        public void onQuiesced() {
            seen.add("target quiesced");
        }
    }

    private final class Host implements QueuePairListener {
        @Override
        public void onConnected(QueuePair made) {
            seen.add("connected");
            connected = made;
        }

        @Override
        public void onCompletion(int slot, long result, int sqHead, int status) {
            seen.add("completion " + slot + " " + sqHead + " " + status);
        }

        @Override
        public void onBatchEnd() {
            seen.add("host batch end");
        }

        @Override
        public void onFault(TransportFault fault) {
            seen.add("host fault " + fault.kind());
            if (connected != null) {
                connected.disconnect(fault);
            }
        }

        @Override
        public void onQuiesced(long lastByteNs) {
            seen.add("host quiesced");
        }
    }

    private static MemorySegment command(int opcode, int cid) {
        MemorySegment sqe = MemorySegment.ofArray(new byte[Sqe.BYTES]);
        Bytes.put8(sqe, Sqe.OPCODE, opcode);
        Bytes.put16(sqe, Sqe.CID, cid);
        return sqe;
    }

    private void onHost(Runnable task) {
        queuePair().loop().execute(task);
        time.runDue();
    }

    private void onTarget(Runnable task) {
        targetQueuePair().loop().execute(task);
        time.runDue();
    }

    private DataBuffer hostBuffer(int bytes) {
        DataBuffer buffer = queuePair().buffers().take(bytes);
        return Objects.requireNonNull(buffer);
    }

    @Test
    void aReadIsSentAndAnsweredInOne() {
        connect();
        DataBuffer into = hostBuffer(4096);
        onHost(() -> {
            queuePair().submit(5, command(2, 5), into, 4096);
            queuePair().flush();
        });
        onTarget(() -> {
            DataBuffer from = Objects.requireNonNull(targetQueuePair().buffers().take(4096));
            Gen.fill(from.segment(), 11);
            exchanges.getFirst().sendAndRespond(from, 4096, 0, 1);
        });
        assertThat(seen).containsExactly("listening", "connected", "command", "batch end", "completion 5 -1 0", "host batch end");
        assertThat(Gen.mismatch(into.segment(), 11)).isEqualTo(-1);
        into.release();
        fabric.ledger().requireAllBack();
    }

    @Test
    void closeEndsBothEndsInOrder() {
        connect();
        assertThat(target.close(Duration.ofSeconds(1)).toString()).isEqualTo("GRACEFUL");
        assertThat(host.close(Duration.ofSeconds(1)).toString()).isEqualTo("GRACEFUL");
        assertThat(seen).contains("target fault CLOSED", "target quiesced", "host quiesced");
        time.runDue();
        assertThat(time.idle()).isTrue();
    }

    @Test
    void releasingTwiceIsFoundOut() {
        connect();
        DataBuffer buffer = hostBuffer(100);
        buffer.release();
        assertThatThrownBy(buffer::release).isInstanceOf(IllegalStateException.class).hasMessageContaining("belongs to the POOL");
        assertThatThrownBy(buffer::segment).hasMessageContaining("has been released");
    }

    @Test
    void releasingALentBufferIsFoundOut() {
        connect();
        DataBuffer buffer = hostBuffer(100);
        onHost(() -> queuePair().submit(0, command(1, 0), buffer, 100));
        assertThatThrownBy(buffer::release).hasMessageContaining("belongs to the TRANSPORT");
    }

    @Test
    void writingToAReleasedBufferIsFoundOutWhenItIsTakenAgain() {
        connect();
        DataBuffer buffer = hostBuffer(100);
        MemorySegment kept = buffer.segment();
        buffer.release();
        Bytes.put8(kept, 17, 1);
        assertThatThrownBy(() -> queuePair().buffers().take(100)).hasMessageContaining("byte 17 of a free buffer was written to");
    }

    @Test
    void aLeakIsListedWithWhoTookIt() {
        connect();
        onTarget(() -> targetQueuePair().buffers().take(512));
        assertThat(fabric.ledger().leaks()).singleElement().asString().contains("CORE 512 bytes, taken by", "aLeakIsListedWithWhoTookIt");
        assertThatThrownBy(() -> fabric.ledger().requireAllBack()).isInstanceOf(AssertionError.class);
    }

    @Test
    void anEndedExchangeRefusesEverything() {
        connect();
        onHost(() -> {
            queuePair().submit(0, command(0, 0), null, 0);
            queuePair().flush();
        });
        onTarget(() -> {
            CommandExchange exchange = exchanges.getFirst();
            exchange.respond(0, 0, 0);
            assertThatThrownBy(() -> exchange.respond(0, 0, 0)).hasMessageContaining("has ended");
            assertThatThrownBy(exchange::discard).hasMessageContaining("has ended");
            seen.add("checked");
        });
        assertThat(seen).contains("checked");
    }

    @Test
    void callsOffTheLoopAreRefused() {
        connect();
        assertThatThrownBy(queuePair()::flush).hasMessageContaining("off the loop");
        assertThatThrownBy(() -> targetQueuePair().disconnect(TransportFault.of(TransportFault.Kind.CLOSED, "x")))
                .hasMessageContaining("off the loop");
    }

    @Test
    void aTransferThatIsTouchedBeforeItHasBeenSentArrivesChanged() {
        connect();
        DataBuffer into = hostBuffer(512);
        onHost(() -> {
            queuePair().submit(0, command(2, 0), into, 512);
            queuePair().flush();
        });
        DataBuffer[] from = new DataBuffer[1];
        onTarget(() -> {
            from[0] = Objects.requireNonNull(targetQueuePair().buffers().take(512));
            Gen.fill(from[0].segment(), 1);
            exchanges.getFirst().send(from[0], 0, 512);
            Gen.fill(from[0].segment(), 2);
        });
        assertThat(seen).contains("sent " + Status.SUCCESS);
        assertThat(Gen.mismatch(into.segment(), 2)).isEqualTo(-1);
    }

    @Test
    void silenceIsHeardByNobody() {
        connect();
        fabric.silenceAll();
        time.runDue();
        onHost(() -> {
            queuePair().submit(0, command(0, 0), null, 0);
            queuePair().flush();
        });
        time.advance(Duration.ofHours(1).toNanos());
        assertThat(seen).containsExactly("listening", "connected");
    }

    @Test
    void aCutIsHeardByBothEnds() {
        connect();
        fabric.cutAll();
        time.runDue();
        assertThat(seen).contains("target fault NETWORK", "host fault NETWORK", "target quiesced", "host quiesced");
    }

    @Test
    void aHeldConnectTimesOut() {
        fabric.holdConnects(true);
        connect();
        assertThat(seen).containsExactly("listening");
        time.runUntilIdle(100);
        assertThat(seen).containsExactly("listening", "host fault TIMEOUT", "host quiesced");
        assertThat(time.nowNs()).isEqualTo(VirtualTime.START_NS + Duration.ofSeconds(5).toNanos());
    }
}
