package io.fenceline.testkit.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.Loops;
import io.fenceline.testkit.ThreadLoops;
import io.fenceline.testkit.TinyController;
import io.fenceline.testkit.VirtualTime;
import io.fenceline.testkit.memory.MemoryTransport;
import io.fenceline.wire.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HostHarnessTest {
    private static final Nqn HOST = Nqn.of("nqn.2014-08.org.example:host");
    private static final Nqn SUBSYSTEM = Nqn.of("nqn.2014-08.org.example:subsystem");
    private static final TransportAddress HERE = TransportAddress.memory("here");
    private final TinyController controller = new TinyController();

    private void everything(Loops loops) {
        MemoryTransport fabric = new MemoryTransport(loops);
        TargetTransport target = fabric.openTarget(Map.of());
        HostTransport transport = fabric.openHost(Map.of());
        target.listen(HERE, controller);
        loops.await(() -> false, Duration.ofMillis(1));
        HostHarness host = HostHarness.connect(loops, transport, HERE, HOST, SUBSYSTEM, Duration.ZERO);
        assertThat(host.cntlid()).isEqualTo(7);
        assertThat(host.blocks(1)).isEqualTo(128);
        HarnessQueue queue = host.openIoQueue(1, 8);
        byte[] small = new Gen(1).bytes(4096);
        byte[] great = new Gen(2).bytes(16 << 10);
        host.write(1, 0, small);
        host.write(1, 8, great);
        assertThat(host.read(1, 0, 8)).isEqualTo(small);
        assertThat(host.read(1, 8, 32)).isEqualTo(great);
        // More than the queue holds: the rest waits inside the harness.
        List<Pending> many = queue
                .submitAll(IntStream.range(0, 100).mapToObj(i -> HostCommand.read(1, i, 1, TinyController.BLOCK)).toList());
        many.forEach(pending -> pending.await().requireOk());
        assertThatThrownBy(() -> queue.execute(HostCommand.flush(1)).requireOk()).hasMessageContaining("command 00h")
                .hasMessageContaining("status 4001h");
        queue.execute(HostCommand.flush(1)).requireStatus(Status.INVALID_OPCODE | Status.DNR);
        host.shutdown();
        host.close();
        host.close();
        assertThat(queue.submit(HostCommand.flush(1)).awaitEnd()).isNull();
        transport.close(Duration.ofSeconds(5));
        target.close(Duration.ofSeconds(5));
        assertThat(controller.quiesced()).isEqualTo(2);
        fabric.ledger().requireAllBack();
    }

    @Test
    void worksOnVirtualTime() {
        everything(new VirtualTime(5));
    }

    @Test
    void worksOnThreads() {
        try (ThreadLoops loops = new ThreadLoops()) {
            everything(loops);
        }
    }

    @Test
    void aLostConnectionLosesWhatRuns() {
        VirtualTime time = new VirtualTime();
        MemoryTransport fabric = new MemoryTransport(time);
        fabric.openTarget(Map.of()).listen(HERE, controller);
        time.runDue();
        HostHarness host = HostHarness.connect(time, fabric.openHost(Map.of("latencyNs", 1000)), HERE, HOST, SUBSYSTEM, Duration.ZERO);
        HarnessQueue queue = host.openIoQueue(1, 8);
        Pending pending = queue.submit(HostCommand.read(1, 0, 1, 512));
        fabric.cutAll();
        assertThat(queue.awaitFault().kind()).isEqualTo(TransportFault.Kind.NETWORK);
        queue.awaitQuiesced();
        assertThat(pending.answered()).isFalse();
        assertThatThrownBy(pending::await).hasMessageContaining("was lost");
    }

    @Test
    void aSilentPeerIsWaitedForUntilTheLimitAndNoLonger() {
        VirtualTime time = new VirtualTime();
        MemoryTransport fabric = new MemoryTransport(time);
        fabric.openTarget(Map.of()).listen(HERE, controller);
        time.runDue();
        HostHarness host = HostHarness.connect(time, fabric.openHost(Map.of()), HERE, HOST, SUBSYSTEM, Duration.ZERO);
        fabric.silenceAll();
        assertThatThrownBy(() -> host.propertyGet(0x1C, false)).isInstanceOf(AssertionError.class).hasMessageContaining("waited in vain");
        assertThat(time.nowNs() - VirtualTime.START_NS).isEqualTo(Duration.ofSeconds(20).toNanos());
    }

    @Test
    void nobodyListeningIsSaid() {
        VirtualTime time = new VirtualTime();
        HostTransport transport = new MemoryTransport(time).openHost(Map.of());
        assertThatThrownBy(() -> HostHarness.connect(time, transport, HERE, HOST, SUBSYSTEM, Duration.ZERO))
                .hasMessageContaining("nobody listens at memory://here");
    }
}
