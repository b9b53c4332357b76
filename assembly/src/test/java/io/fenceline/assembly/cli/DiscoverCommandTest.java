package io.fenceline.assembly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The discover command against a real target over real TCP, in this process. */
@Timeout(120)
final class DiscoverCommandTest {
    private static Served served;

    @BeforeAll
    static void serve() {
        served = Served.memory(2);
    }

    @AfterAll
    static void end() {
        served.close();
    }

    @BeforeEach
    void forget() {
        served.out();
        served.err();
    }

    @Test
    void aPersonSeesATableAndNothingIsConnected() {
        assertThat(served.run("discover", served.port(0))).isZero();
        assertThat(served.out()).contains("Discovery log page of tcp://127.0.0.1:", ", 4 records", "nvme subsystem",
                "current discovery subsystem",
                Served.NQN, "127.0.0.2");
        assertThat(served.err()).isEmpty();
        assertThat(served.view().controllers()).noneMatch(c -> c.subsystem().value().equals(Served.NQN));
    }

    @Test
    void aMachineReadsTheNamesThatNvmeCliUses() throws Exception {
        assertThat(served.run("discover", served.port(0), "--json")).isZero();
        String json = served.out();
        HostCommandsTest.assertJson(json);
        assertThat(json).contains("\"genctr\":", "\"trtype\":\"tcp\",\"adrfam\":\"ipv4\",\"subtype\":\"nvme subsystem\"",
                "\"subnqn\":\"" + Served.NQN + "\",\"traddr\":\"127.0.0.1\",\"cntlid\":65535,\"asqsz\":", "\"eflags\":3");
    }

    @Test
    void aServiceThatIsNotThereIsOneLineAndExitCodeOne() {
        assertThat(served.run("discover", served.port(0), "--nqn", "nqn.2026-01.io.fenceline.test:none")).isEqualTo(Exit.FAILED);
        assertThat(served.err().strip()).isEqualTo("fenceline: tcp://" + served.port(0)
                + ": Connect: no subsystem nqn.2026-01.io.fenceline.test:none at tcp://" + served.port(0));
    }

    @Test
    void aSubsystemIsNoDiscoveryServiceAndSaysSo() {
        assertThat(served.run("discover", served.port(0), "--nqn", Served.NQN)).isEqualTo(Exit.FAILED);
        assertThat(served.err()).startsWith("fenceline: tcp://" + served.port(0) + ": Get Log Page, Discovery, was answered with ");
    }

    @Test
    void whereNobodyListensIsOneLineAndExitCodeThree() {
        assertThat(served.run("discover", "127.0.0.1:1", "--timeout", "3s")).isEqualTo(Exit.UNREACHABLE);
        assertThat(served.err().lines()).singleElement().asString().startsWith("fenceline: tcp://127.0.0.1:1: ");
    }

    @Test
    void aDepthThatIsNoneIsRefused() {
        assertThat(served.run("discover", served.port(0), "--referrals", "9")).isEqualTo(Exit.USAGE);
        assertThat(served.err().strip())
                .isEqualTo("fenceline: --referrals: '9' is not valid; 0 to 8 is wanted; see 'fenceline discover --help'");
    }
}
