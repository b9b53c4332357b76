package io.fenceline.core.target.engine.controller;

import static io.fenceline.core.target.engine.controller.ControllerState.DISABLED;
import static io.fenceline.core.target.engine.controller.ControllerState.DISCONNECTING;
import static io.fenceline.core.target.engine.controller.ControllerState.FATAL;
import static io.fenceline.core.target.engine.controller.ControllerState.GONE;
import static io.fenceline.core.target.engine.controller.ControllerState.QUIESCING;
import static io.fenceline.core.target.engine.controller.ControllerState.READY;
import static io.fenceline.core.target.engine.controller.ControllerState.RESETTING;
import static io.fenceline.core.target.engine.controller.ControllerState.SHUTDOWN;
import static io.fenceline.core.target.engine.controller.ControllerState.SHUTTING_DOWN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ControllerStateTest {
    /** What may follow, written down once more, from the other side. */
    private static final Map<ControllerState, Set<ControllerState>> SUCCESSORS = Map.of(
            DISABLED, Set.of(READY, SHUTTING_DOWN, FATAL, QUIESCING),
            READY, Set.of(RESETTING, SHUTTING_DOWN, FATAL, QUIESCING),
            RESETTING, Set.of(DISABLED, FATAL, QUIESCING),
            SHUTTING_DOWN, Set.of(SHUTDOWN, RESETTING, FATAL, QUIESCING),
            SHUTDOWN, Set.of(RESETTING, FATAL, QUIESCING),
            FATAL, Set.of(RESETTING, QUIESCING),
            QUIESCING, Set.of(DISCONNECTING),
            DISCONNECTING, Set.of(GONE),
            GONE, Set.of());

    static Stream<Arguments> everyPair() {
        return Stream.of(ControllerState.values())
                .flatMap(from -> Stream.of(ControllerState.values()).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource
    void everyPair(ControllerState from, ControllerState to) {
        assertThat(to.mayFollow(from)).isEqualTo(SUCCESSORS.getOrDefault(from, Set.of()).contains(to));
    }
}
