package io.fenceline.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NounsTest {
    @Test
    void nameOf223BytesIsTakenAndOneMoreIsRefused() {
        assertThat(Nqn.of("nqn." + "x".repeat(219)).value()).hasSize(223);
        assertThatIllegalArgumentException().isThrownBy(() -> Nqn.of("nqn." + "x".repeat(220))).withMessageContaining("223");
        assertThatIllegalArgumentException().isThrownBy(() -> Nqn.of("nqn." + "ä".repeat(110))).withMessageContaining("223");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nqn.", "iqn.2014-08.org.example", "nqn.2014-08.org.example:a b", "nqn.2014\u0000"})
    void whatIsNoNqnIsRefusedWithAnExample(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Nqn.of(text)).withMessageContaining("is no NQN");
    }

    @Test
    void familyFollowsFromTheAddress() {
        assertThat(TransportAddress.tcp("127.0.0.1", 4420).family()).isEqualTo(TransportAddress.Family.IPV4);
        assertThat(TransportAddress.tcp("::1", 4420)).hasToString("tcp://[::1]:4420");
        assertThatIllegalArgumentException().isThrownBy(() -> TransportAddress.tcp("127.0.0.1", 65536)).withMessageContaining("0 to 65535");
    }

    @Test
    void serviceThatIsNoPortIsRefused() {
        TransportAddress address = new TransportAddress(TransportType.TCP, TransportAddress.Family.IPV4, "127.0.0.1", "http");
        assertThatIllegalArgumentException().isThrownBy(address::port).withMessageContaining("'http'");
    }
}
