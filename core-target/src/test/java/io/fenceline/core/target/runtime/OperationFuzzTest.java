package io.fenceline.core.target.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.target.AnaState;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.Seed;
import io.fenceline.testkit.host.HarnessQueue;
import io.fenceline.testkit.host.HostCommand;
import io.fenceline.testkit.host.HostHarness;
import io.fenceline.testkit.host.Pending;
import io.fenceline.wire.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Operations in any order against a whole target on virtual time: connects, commands with any bytes, cut connections, changes of
 * the configuration, back ends that hold what they are given. Whatever happens: every command ends, every controller of a lost
 * association goes, every buffer comes back, and the target serves the next host.
 */
final class OperationFuzzTest {
    private static final int CASES = 400;
    private static final int LONG_CASES = 100_000;
    private static final int STEPS = 80;
    private static final int MAX_HOSTS = 4;
    private static final int MAX_QUEUES = 12;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(2);

    @Test
    void everyCommandEndsAndNothingIsLeft() {
        run(CASES);
    }

    @Test
    @Tag("long")
    void everyCommandEndsAndNothingIsLeftInALongRun() {
        run(LONG_CASES);
    }

    private static void run(int cases) {
        Seed seed = Seed.next();
        System.out.println("OperationFuzzTest: " + cases + " cases from " + seed);
        for (int i = 0; i < cases; i++) {
            Seed part = i == 0 ? seed : seed.part(i);
            try {
                new Case(part.gen()).run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("replay with " + part, e);
            }
        }
    }

    private static final class Case {
        private final Gen gen;
        private final World world = World.serving();
        private final List<HostHarness> hosts = new ArrayList<>();
        private final List<HarnessQueue> queues = new ArrayList<>();
        private final List<Pending> pending = new ArrayList<>();

        Case(Gen gen) {
            this.gen = gen;
        }

        void run() {
            try (World w = world) {
                for (int step = 0; step < STEPS; step++) {
                    step();
                }
                heal();
                HostHarness next = w.connect();
                assertThat(next.identifyController().status()).isZero();
                next.close();
                w.run();
            }
        }

        private void step() {
            switch (gen.between(0, 15)) {
                case 0 -> connect();
                case 1 -> openQueue();
                case 2 -> cut();
                case 3 -> world.advance(Duration.ofMillis(gen.between(0, 3000)));
                case 4 -> change();
                case 5 -> holdOrRelease();
                case 6, 7, 8 -> submitAdmin();
                default -> submitIo();
            }
        }

        private void connect() {
            if (hosts.size() == MAX_HOSTS) {
                return;
            }
            Nqn name = Nqn.of("nqn.2024-01.io.fenceline:h" + gen.between(0, 2));
            try {
                HostHarness host = HostHarness.connectAdmin(
                        world.hostSettings(name, World.SUBSYSTEM, gen.chance(70) ? KEEP_ALIVE : Duration.ZERO, gen.chance(50)));
                hosts.add(host);
                queues.add(host.admin());
                if (gen.chance(90)) {
                    host.enable();
                }
            } catch (AssertionError refused) {
                world.run(); // the configuration may be closed to this host: its connection ends at the deadline for Connect
            }
        }

        private void openQueue() {
            if (hosts.isEmpty() || queues.size() >= MAX_QUEUES) {
                return;
            }
            HostHarness host = gen.pick(hosts);
            if (!host.admin().alive()) {
                return;
            }
            try {
                queues.add(host.openIoQueue(gen.edgy(0, 5), gen.pick(List.of(2, 3, 32, 128))));
            } catch (AssertionError refused) {
                world.run(); // a queue number in use, a controller that is not enabled: the target may well refuse
            }
        }

        private void cut() {
            if (queues.isEmpty()) {
                return;
            }
            HarnessQueue queue = queues.remove(gen.between(0, queues.size() - 1));
            if (queue.alive()) {
                queue.abandon(TransportFault.of(TransportFault.Kind.NETWORK, "cut by the test"));
            }
            hosts.removeIf(host -> host.admin() == queue);
            world.run();
        }

        private void change() {
            int nsid = gen.between(1, 3);
            CompletionStage<Void> stage = switch (gen.between(0, 7)) {
                case 0 -> world.target.addNamespace(World.SUBSYSTEM, World.namespace(nsid));
                case 1 -> world.target.removeNamespace(World.SUBSYSTEM, nsid);
                case 2 -> world.target.resizeNamespace(World.SUBSYSTEM, nsid, 4096L * gen.edgy(1, 512));
                case 3 -> world.target.setAnaState(1, gen.between(1, 3), gen.pick(List.of(AnaState.values())));
                case 4 -> world.target.allowAnyHost(World.SUBSYSTEM, gen.chance(80));
                case 5 -> world.target.addPort(World.port(2, TransportAddress.memory("b")));
                case 6 -> world.target.removePort(2);
                default -> world.target.disallowHost(World.SUBSYSTEM, Nqn.of("nqn.2024-01.io.fenceline:h" + gen.between(0, 2)));
            };
            assertThat(stage).isNotNull(); // done or refused, now or when a held back end lets go
            world.run();
        }

        private void holdOrRelease() {
            for (HeldBackend backend : world.backends.opened.values()) {
                backend.hold = gen.chance(40);
                backend.cancellable = gen.chance(50);
                if (!backend.hold) {
                    backend.release(gen.chance(90) ? Status.SUCCESS : Status.WRITE_FAULT);
                }
            }
            world.run();
        }

        private void submitAdmin() {
            if (!hosts.isEmpty()) {
                submit(gen.pick(hosts).admin(), List.of(0x02, 0x06, 0x08, 0x09, 0x0A, 0x0C, 0x18, 0x7F));
            }
        }

        private void submitIo() {
            if (!queues.isEmpty()) {
                submit(gen.pick(queues), List.of(0x00, 0x01, 0x02, 0x04, 0x05, 0x08, 0x09, 0x0C, 0x19, 0x7F));
            }
        }

        private void submit(HarnessQueue queue, List<Integer> opcodes) {
            if (!queue.alive()) {
                return;
            }
            int opcode = gen.chance(90) ? gen.pick(opcodes) : gen.between(0, 255);
            HostCommand command = new HostCommand(opcode).nsid(gen.chance(80) ? 1 : gen.edgy(-1, 4));
            for (int n = 10; n <= 15; n++) {
                if (gen.chance(50)) {
                    command.cdw(n, gen.chance(70) ? gen.between(0, 8) : (int) gen.anyLong());
                }
            }
            if (gen.chance(10)) {
                command.fuse(gen.between(0, 3));
            }
            if (gen.chance(10)) {
                command.raw(gen.between(8, 63), gen.between(0, 255));
            }
            int direction = (opcode == 0x7F ? gen.between(0, 3) : opcode) & 3;
            if (direction == 1) {
                command.data(gen.bytes(gen.pick(List.of(16, 512, 1024, 4096, 8192, 36864))));
            } else if (direction == 2) {
                command.expect(gen.pick(List.of(4, 512, 4096, 8192, 36864)));
            }
            try {
                pending.add(queue.submit(command));
            } catch (IllegalStateException full) {
                world.run(); // the host's own queue is full
            }
            if (gen.chance(70)) {
                world.run();
            }
        }

        private void heal() {
            for (HeldBackend backend : world.backends.opened.values()) {
                backend.hold = false;
                backend.release(Status.SUCCESS);
            }
            world.run();
            for (HarnessQueue queue : queues) {
                if (queue.alive()) {
                    queue.abandon(TransportFault.of(TransportFault.Kind.NETWORK, "the end"));
                }
            }
            world.done(world.target.allowAnyHost(World.SUBSYSTEM, true));
            world.advance(Duration.ofMinutes(5));
            assertThat(pending).allMatch(Pending::ended);
            assertThat(world.view().controllers()).isEmpty();
        }
    }
}
