package io.fenceline.assembly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.HostView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a person is told would happen if a controller were lost now. */
final class IfLostTest {
    private static final HostView.Instance INSTANCE = new HostView.Instance(7, 99, 10_000, 4, true, 0);

    private static HostView.ControllerView controller(int number, ControllerState state, long katoMs, HostView.Instance instance) {
        return new HostView.ControllerView(number, TransportAddress.tcp("192.0.2.1", 4420), number, state, 0, "", "", 0, 0, 1, 128, 0, 0, 0,
                katoMs, -1, instance, Map.of("quiesceTime", instance.cqtMs() == 0 ? 7_000L : instance.cqtMs()), Map.of());
    }

    private static String told(String recovery, HostView.ControllerView... controllers) {
        HostView.SubsystemView subsystem = new HostView.SubsystemView(Nqn.of("nqn.2026-01.org.example:a"),
                Nqn.of("nqn.2026-01.org.example:h"),
                "", "", "", "queue-depth", recovery, new ArrayList<>(List.of(controllers)), List.of());
        return IfLost.of(subsystem, controllers[0]).text();
    }

    @Test
    void liveControllersThatCanResetItAreNamedAndTheTimeThatHelpsOtherwise() {
        assertThat(told("ccr-then-time", controller(0, ControllerState.LIVE, 5_000, INSTANCE),
                controller(2, ControllerState.LIVE, 5_000, INSTANCE),
                controller(3, ControllerState.LIVE, 5_000, INSTANCE), controller(4, ControllerState.CONNECTING, 5_000, INSTANCE)))
                .isEqualTo("reset through controllers 2, 3; else commands held for 25.0 s");
    }

    @Test
    void withoutAnotherControllerOrAnInstanceOnlyTimeIsLeft() {
        assertThat(told("ccr-then-time", controller(0, ControllerState.LIVE, 5_000, INSTANCE))).isEqualTo("commands held for 25.0 s");
        HostView.Instance none = new HostView.Instance(0, 0, 0, 0, false, 0);
        assertThat(told("ccr-then-time", controller(0, ControllerState.LIVE, 5_000, none),
                controller(1, ControllerState.LIVE, 5_000, INSTANCE)))
                .isEqualTo("commands held for 17.0 s");
        assertThat(told("ccr-then-time", controller(0, ControllerState.LIVE, 5_000, INSTANCE),
                controller(1, ControllerState.LIVE, 5_000, none)))
                .isEqualTo("commands held for 25.0 s");
    }

    @Test
    void timeAsksNobodyAndNoneHoldsNothing() {
        HostView.ControllerView other = controller(1, ControllerState.LIVE, 5_000, INSTANCE);
        assertThat(told("time", controller(0, ControllerState.LIVE, 5_000, INSTANCE), other)).isEqualTo("commands held for 25.0 s");
        assertThat(told("none", controller(0, ControllerState.LIVE, 5_000, INSTANCE), other))
                .isEqualTo("commands repeated at once: writes can be lost");
    }

    @Test
    void withoutAKeepAliveThereIsNoTime() {
        assertThat(told("ccr", controller(0, ControllerState.LIVE, 0, INSTANCE), controller(1, ControllerState.LIVE, 0, INSTANCE)))
                .isEqualTo("reset through controller 1; else commands held without end");
    }
}
