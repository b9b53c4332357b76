package io.fenceline.core.host.engine.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.api.host.DiscoveryLog;
import io.fenceline.core.host.engine.discovery.ConnectionPlan.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is to be done to reach what the log says. */
final class ConnectionPlanTest {
    private static final TransportAddress SERVICE = TransportAddress.tcp("192.0.2.1", 8009);
    private static final Nqn A = Nqn.of("nqn.2014-08.org.example:a");
    private static final Nqn B = Nqn.of("nqn.2014-08.org.example:b");

    private final ConnectionPlan plan = new ConnectionPlan();
    private final Set<Path> there = new HashSet<>();
    private final Set<TransportAddress> unread = new HashSet<>();

    private static TransportAddress at(int n) {
        return TransportAddress.tcp("192.0.2.100", n);
    }

    private static DiscoveryLog.Entry entry(DiscoveryLog.Kind kind, Nqn nqn, TransportAddress address) {
        return new DiscoveryLog.Entry(kind, nqn, address, 1, 0xFFFF, 32, 0, 0, SERVICE);
    }

    private static DiscoveryLog.Entry nvm(Nqn nqn, int port) {
        return entry(DiscoveryLog.Kind.NVM, nqn, at(port));
    }

    private List<String> changes(DiscoveryLog.Entry... entries) {
        List<String> lines = new ArrayList<>();
        plan.changes(new DiscoveryLog(1, List.of(entries), List.of()), there::contains, type -> type.equals(TransportType.TCP),
                from -> !unread.contains(from)).forEach(c -> lines.add(c.toString()));
        return lines;
    }

    private void connected(DiscoveryLog.Entry entry) {
        Path path = new Path(entry.subsystem(), java.util.Objects.requireNonNull(entry.address()));
        there.add(path);
        plan.own(path, entry);
    }

    @Test
    void everyPathToAnNvmSubsystemIsWantedOnce() {
        assertThat(changes(nvm(A, 1), nvm(A, 2), nvm(B, 1), nvm(A, 1), entry(DiscoveryLog.Kind.REFERRAL, Nqn.DISCOVERY, at(3)),
                entry(DiscoveryLog.Kind.CURRENT_DISCOVERY, Nqn.DISCOVERY, at(4)))).containsExactly(
                        "connect " + A + " at tcp://192.0.2.100:1", "connect " + A + " at tcp://192.0.2.100:2",
                        "connect " + B + " at tcp://192.0.2.100:1");
    }

    @Test
    void whatIsThereIsNotConnectedAgain() {
        there.add(new Path(A, at(1)));
        assertThat(changes(nvm(A, 1), nvm(A, 2))).containsExactly("connect " + A + " at tcp://192.0.2.100:2");
    }

    @Test
    void transportsThatAreNotInstalledAreLeftOut() {
        assertThat(changes(
                entry(DiscoveryLog.Kind.NVM, A, new TransportAddress(TransportType.FC, TransportAddress.Family.FC, "nn-0x1:pn-0x2", "")),
                new DiscoveryLog.Entry(DiscoveryLog.Kind.NVM, A, null, 1, 1, 32, 0, 0, SERVICE))).isEmpty();
    }

    @Test
    void whatWasConnectedHereIsRemovedWhenTheLogDoesNotHaveItAnyMore() {
        connected(nvm(A, 1));
        connected(nvm(B, 1));
        assertThat(changes(nvm(B, 1))).containsExactly("disconnect " + A + " at tcp://192.0.2.100:1");
        plan.disown(new Path(A, at(1)));
        assertThat(changes(nvm(B, 1))).isEmpty();
    }

    @Test
    void whatSomebodyElseHasConnectedIsNeverRemoved() {
        there.add(new Path(A, at(1)));
        assertThat(changes()).isEmpty();
    }

    @Test
    void whatIsOutOfSightIsKept() {
        connected(nvm(A, 1));
        unread.add(SERVICE);
        assertThat(changes()).isEmpty();
        unread.clear();
        assertThat(changes()).hasSize(1);
    }

    @Test
    void aPathThatAnotherServiceTellsOfNowIsThatOnes() {
        connected(nvm(A, 1));
        TransportAddress other = TransportAddress.tcp("192.0.2.2", 8009);
        DiscoveryLog.Entry now = new DiscoveryLog.Entry(DiscoveryLog.Kind.NVM, A, at(1), 1, 0xFFFF, 32, 0, 0, other);
        plan.refresh(new DiscoveryLog(2, List.of(now), List.of()));
        unread.add(SERVICE);
        assertThat(changes()).containsExactly("disconnect " + A + " at tcp://192.0.2.100:1");
        assertThat(plan.owned()).containsExactly(new Path(A, at(1)));
    }
}
