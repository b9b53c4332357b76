package io.fenceline.assembly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.Nqn;
import io.fenceline.assembly.host.SubsystemPlace.Endpoint;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses as persons write them. */
final class SubsystemPlaceTest {
    @ParameterizedTest
    @CsvSource({"127.0.0.1,127.0.0.1,0", "host:4420,host,4420", "[::1]:4420,::1,4420", "[::1],::1,0", "::1,::1,0",
            "tcp://10.0.0.1:1,10.0.0.1,1", "fe80::1%eth0,fe80::1%eth0,0", "tcp://my-host,my-host,0"})
    void addressesMayHaveSchemeAndPort(String text, String host, int port) {
        assertThat(SubsystemPlace.parse("ADDRESS", text)).isEqualTo(new SubsystemPlace(List.of(new Endpoint(host, port)), null, 0));
    }

    @Test
    void oneWordMayNameAllOfIt() {
        assertThat(SubsystemPlace.parse("ADDRESS", "tcp://10.0.0.1:4420,[::2]:4421/nqn.2026-01.org.example:a/b/7"))
                .isEqualTo(new SubsystemPlace(List.of(new Endpoint("10.0.0.1", 4420), new Endpoint("::2", 4421)),
                        Nqn.of("nqn.2026-01.org.example:a/b"), 7));
        assertThat(SubsystemPlace.parse("ADDRESS", "here/nqn.2026-01.org.example:a").nsid()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tcp://", "a,,b", "host:", "host:x", "host:123456", "[::1]x", "[::1]:", "a b",
            "/nqn.2026-01.org.example:a"})
    void whatIsNoAddressIsSaidInOneLine(String text) {
        assertThatThrownBy(() -> SubsystemPlace.parse("SOURCE", text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("SOURCE: '" + text + "' is not valid; ").hasMessageContaining("192.0.2.7:4420")
                .hasMessageNotContaining("\n");
    }

    @Test
    void portsNamesAndNumbersAreChecked() {
        assertThatThrownBy(() -> SubsystemPlace.parse("ADDRESS", "host:0"))
                .hasMessage("ADDRESS: 'host:0' is not valid; a port from 1 to 65535 is wanted");
        assertThatThrownBy(() -> SubsystemPlace.parse("ADDRESS", "host/disk1")).hasMessage(
                "ADDRESS: 'disk1' is no NQN: it must begin with 'nqn.', such as nqn.2014-08.org.example:disk1");
        assertThatThrownBy(() -> SubsystemPlace.parse("ADDRESS", "host/nqn.2026-01.org.example:a/0"))
                .hasMessage("ADDRESS: '0' is not valid; a number from 1 to 4294967294 is wanted");
        assertThat(SubsystemPlace.nsid("--nsid", "4294967294")).isEqualTo(0xFFFF_FFFE);
    }

    @Test
    void theDefaultPortDependsOnWhoIsAsked() {
        assertThat(new Endpoint("h", 0).at(SubsystemPlace.IO_PORT)).hasToString("tcp://h:4420");
        assertThat(new Endpoint("h", 5).at(SubsystemPlace.DISCOVERY_PORT)).hasToString("tcp://h:5");
    }
}
