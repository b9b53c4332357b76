package io.fenceline.core.target.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.target.PortSpec;
import io.fenceline.api.target.ReferralSpec;
import io.fenceline.api.target.SubsystemSpec;
import io.fenceline.testkit.host.HostCommand;
import io.fenceline.testkit.host.HostHarness;
import io.fenceline.testkit.host.Pending;
import io.fenceline.wire.Aec;
import io.fenceline.wire.AsyncEvent;
import io.fenceline.wire.DiscoveryEntry;
import io.fenceline.wire.DiscoveryLog;
import io.fenceline.wire.Fid;
import io.fenceline.wire.IdentifyController;
import io.fenceline.wire.Lid;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The discovery service (NVM Express Base 2.1, 3.1.3.3, 5.1.12.3.1). */
class DiscoveryTest {
    private static final Nqn OTHER = Nqn.of("nqn.2024-01.io.fenceline:other");
    private static final Nqn UNIQUE = Nqn.of("nqn.2024-01.io.fenceline:discovery");

    private static HostHarness discover(World world, Nqn host) {
        return world.connect(host, Nqn.DISCOVERY, Duration.ofSeconds(30));
    }

    /** Reads header, then entries one by one, as a host does. */
    private static List<String> entries(HostHarness host, int lsp) {
        MemorySegment header = host.admin(HostCommand.getLog(Lid.DISCOVERY, 0, 0, 1024, false).raw(41, lsp)).requireOk().memory();
        List<String> all = new ArrayList<>();
        for (long i = 0; i < DiscoveryLog.NUMREC.get(header); i++) {
            MemorySegment e = host.admin(HostCommand.getLog(Lid.DISCOVERY, 0, DiscoveryLog.entry(i), 1024, false).raw(41, lsp)).requireOk()
                    .memory();
            all.add(DiscoveryEntry.SUBTYPE.get(e) + " " + DiscoveryEntry.SUBNQN.get(e) + " " + DiscoveryEntry.TRADDR.get(e) + " "
                    + DiscoveryEntry.PORTID.get(e));
        }
        return all;
    }

    private static long generation(HostHarness host) {
        return DiscoveryLog.GENCTR.get(host.admin(HostCommand.getLog(Lid.DISCOVERY, 0, 0, 64, true)).requireOk().memory());
    }

    @Test
    void logListsWhatIsServedWhereAndTheServiceItself() {
        try (World world = World.serving()) {
            world.done(world.target.addPort(new PortSpec(2, TransportAddress.memory("b"), Set.of(), false, Map.of())));
            HostHarness host = discover(world, World.HOST);
            assertThat(entries(host, 0)).containsExactly("3 " + Nqn.DISCOVERY + " a 1", "2 " + World.SUBSYSTEM + " a 1",
                    "2 " + World.SUBSYSTEM + " b 2");
            assertThat(entries(host, DiscoveryLog.LSP_PLEO)).containsExactly("3 " + Nqn.DISCOVERY + " a 1",
                    "2 " + World.SUBSYSTEM + " a 1");
        }
    }

    @Test
    void entryHasAllThatAHostNeeds() {
        try (World world = World.serving()) {
            HostHarness host = discover(world, World.HOST);
            byte[] page = host.admin(HostCommand.getLog(Lid.DISCOVERY, 0, 0, 3072, false)).requireOk().data();
            MemorySegment self = MemorySegment.ofArray(page).asSlice(1024, 1024);
            assertThat(DiscoveryEntry.EFLAGS.getInt(self)).isEqualTo(DiscoveryEntry.EFLAGS_EPCSD | DiscoveryEntry.EFLAGS_DUPRETINFO);
            MemorySegment entry = MemorySegment.ofArray(page).asSlice(2048, 1024);
            assertThat(DiscoveryEntry.TRTYPE.getInt(entry)).isEqualTo(254);
            assertThat(DiscoveryEntry.ADRFAM.getInt(entry)).isEqualTo(254);
            assertThat(DiscoveryEntry.CNTLID.getInt(entry)).isEqualTo(0xFFFF);
            assertThat(DiscoveryEntry.ASQSZ.getInt(entry)).isEqualTo(128);
            assertThat(DiscoveryEntry.EFLAGS.getInt(entry)).isZero();
        }
    }

    @Test
    void hostSeesOnlyWhatItMayConnectTo() {
        try (World world = World.serving()) {
            world.done(world.target.addSubsystem(SubsystemSpec.of(OTHER).withHosts(Set.of(World.HOST))));
            assertThat(entries(discover(world, World.HOST), 0)).hasSize(3);
            assertThat(entries(discover(world, OTHER), 0)).hasSize(2).noneMatch(e -> e.contains(OTHER.value()));
            world.done(world.target.allowHost(OTHER, OTHER));
            assertThat(entries(discover(world, OTHER), 0)).hasSize(3);
        }
    }

    @Test
    void portShowsAndServesOnlyItsSubsystems() {
        try (World world = World.serving()) {
            world.done(world.target.addPort(new PortSpec(2, TransportAddress.memory("b"), Set.of(Nqn.DISCOVERY), true, Map.of())));
            assertThat(entries(discover(world, World.HOST), 0)).containsExactly("3 " + Nqn.DISCOVERY + " a 1",
                    "2 " + World.SUBSYSTEM + " a 1", "3 " + Nqn.DISCOVERY + " b 2");
        }
    }

    @Test
    void generationGrowsWithEachChangeAndOnlyThen() {
        try (World world = World.serving()) {
            HostHarness host = discover(world, World.HOST);
            long before = generation(host);
            assertThat(generation(host)).isEqualTo(before);
            assertThat(world.view().discoveryGeneration()).isEqualTo(before);
            world.done(world.target.addSubsystem(SubsystemSpec.of(OTHER).withAnyHost(true)));
            assertThat(generation(host)).isEqualTo(before + 1);
            world.done(world.target.addNamespace(World.SUBSYSTEM, World.namespace(2)));
            assertThat(generation(host)).isEqualTo(before + 1);
            world.done(world.target.removeSubsystem(OTHER));
            assertThat(generation(host)).isEqualTo(before + 2);
            world.done(world.target.setReferrals(List.of(new ReferralSpec(TransportAddress.tcp("192.0.2.7", 8009), 9, Nqn.DISCOVERY))));
            assertThat(generation(host)).isEqualTo(before + 3);
            assertThat(entries(host, 0)).contains("1 " + Nqn.DISCOVERY + " 192.0.2.7 9");
        }
    }

    @Test
    void generationBeginsWhereItWasLeft() {
        try (World world = new World(TargetSettings.defaults().withIdentity(UNIQUE, 41, 0, "1.2.3-SNAPSHOT"))) {
            world.serve();
            assertThat(generation(discover(world, World.HOST))).isGreaterThan(41);
        }
    }

    @Test
    void persistentHostIsToldOfChangesThatConcernIt() {
        try (World world = World.serving()) {
            HostHarness host = discover(world, World.HOST);
            host.admin(HostCommand.setFeatures(Fid.ASYNC_EVENT_CONFIGURATION, Aec.DLPCN)).requireOk();
            Pending event = world.asyncEvent(host);
            world.done(world.target.addSubsystem(SubsystemSpec.of(OTHER)));
            world.done(world.target.allowHost(OTHER, OTHER));
            world.run();
            assertThat(event.answered()).isFalse();
            world.done(world.target.allowHost(OTHER, World.HOST));
            assertThat(event.await().requireOk().result()).isEqualTo(AsyncEvent.DISCOVERY_LOG_CHANGE);
            Pending next = world.asyncEvent(host);
            world.done(world.target.disallowHost(OTHER, World.HOST));
            world.run();
            assertThat(next.answered()).isFalse();
            entries(host, 0);
            world.done(world.target.addPort(World.port(2, TransportAddress.memory("b"))));
            assertThat(next.await().requireOk().result()).isEqualTo(AsyncEvent.DISCOVERY_LOG_CHANGE);
        }
    }

    @Test
    void uniqueNameIsAnsweredBesidesTheWellKnownOneAndReported() {
        try (World world = new World(TargetSettings.defaults().withIdentity(UNIQUE, 1, 0, "1.2.3-SNAPSHOT"))) {
            world.serve();
            for (Nqn name : List.of(UNIQUE, Nqn.DISCOVERY)) {
                HostHarness host = world.connect(World.HOST, name, Duration.ofSeconds(30));
                MemorySegment id = host.identifyController().memory();
                assertThat(IdentifyController.SUBNQN.get(id)).isEqualTo(UNIQUE.value());
                assertThat(IdentifyController.FR.get(id)).isEqualTo("1.2.3-SN");
                assertThat(entries(host, 0)).contains("3 " + UNIQUE + " a 1");
            }
        }
    }

    @Test
    void pageReadInOnePieceIsThePageReadInParts() {
        try (World world = World.serving()) {
            HostHarness host = discover(world, World.HOST);
            byte[] whole = host.admin(HostCommand.getLog(Lid.DISCOVERY, 0, 0, 3072, false)).requireOk().data();
            byte[] parts = new byte[3072];
            for (int at = 0; at < 3072; at += 512) {
                byte[] part = host.admin(HostCommand.getLog(Lid.DISCOVERY, 0, at, 512, false)).requireOk().data();
                System.arraycopy(part, 0, parts, at, 512);
            }
            assertThat(parts).isEqualTo(whole);
        }
    }
}
