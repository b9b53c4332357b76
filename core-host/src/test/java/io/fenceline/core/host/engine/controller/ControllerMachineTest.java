package io.fenceline.core.host.engine.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.host.ControllerState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every ordered pair of states: legal as in the table of the TP8028 series, or refused without effect. */
class ControllerMachineTest {
    /** Written anew from ccr.md 6.1, so that a slip in the table is noticed. */
    private static final Map<ControllerState, Set<ControllerState>> FROM = new EnumMap<>(Map.of(
            ControllerState.NEW, EnumSet.of(ControllerState.RESETTING, ControllerState.CONNECTING),
            ControllerState.LIVE, EnumSet.of(ControllerState.FENCING, ControllerState.RESETTING, ControllerState.DELETING),
            ControllerState.FENCING, EnumSet.of(ControllerState.FENCED),
            ControllerState.FENCED, EnumSet.of(ControllerState.RESETTING),
            ControllerState.RESETTING, EnumSet.of(ControllerState.CONNECTING, ControllerState.DELETING),
            ControllerState.CONNECTING, EnumSet.of(ControllerState.LIVE, ControllerState.DELETING),
            ControllerState.DELETING, EnumSet.of(ControllerState.DELETING_NOIO, ControllerState.DEAD),
            ControllerState.DELETING_NOIO, EnumSet.noneOf(ControllerState.class),
            ControllerState.DEAD, EnumSet.of(ControllerState.DELETING_NOIO)));

    @TestFactory
    Stream<DynamicTest> everyOrderedPairOfStatesIsLegalOrRefused() {
        return Arrays.stream(ControllerState.values()).flatMap(from -> Arrays.stream(ControllerState.values())
                .map(to -> DynamicTest.dynamicTest(from + " to " + to, () -> check(from, to))));
    }

    private static void check(ControllerState from, ControllerState to) {
        List<String> heard = new ArrayList<>();
        ControllerMachine machine = new ControllerMachine(5, (was, is, why) -> heard.add(was + ">" + is + ":" + why));
        for (ControllerState step : way(from)) {
            assertThat(machine.become(step, "on the way", 6)).isTrue();
        }
        heard.clear();
        boolean legal = FROM.get(from).contains(to);
        long since = machine.sinceNs();
        assertThat(machine.become(to, "test", 7)).isEqualTo(legal);
        assertThat(machine.state()).isEqualTo(legal ? to : from);
        assertThat(machine.sinceNs()).isEqualTo(legal ? 7 : since);
        assertThat(heard).isEqualTo(legal ? List.of(from + ">" + to + ":test") : List.of());
    }

    /** The shortest way from NEW. */
    private static List<ControllerState> way(ControllerState wanted) {
        ArrayDeque<List<ControllerState>> open = new ArrayDeque<>(List.of(List.of()));
        Set<ControllerState> seen = new HashSet<>(Set.of(ControllerState.NEW));
        while (true) {
            List<ControllerState> way = open.remove();
            ControllerState at = way.isEmpty() ? ControllerState.NEW : way.getLast();
            if (at == wanted) {
                return way;
            }
            for (ControllerState next : FROM.get(at)) {
                if (seen.add(next)) {
                    List<ControllerState> longer = new ArrayList<>(way);
                    longer.add(next);
                    open.add(longer);
                }
            }
        }
    }

    @Test
    void stateThatCanNeverBeLiveAgainIsTerminal() {
        for (ControllerState state : ControllerState.values()) {
            Set<ControllerState> reached = new HashSet<>();
            ArrayDeque<ControllerState> open = new ArrayDeque<>(List.of(state));
            while (!open.isEmpty()) {
                for (ControllerState next : FROM.get(open.remove())) {
                    if (reached.add(next)) {
                        open.add(next);
                    }
                }
            }
            assertThat(state.isTerminal()).as("%s", state).isEqualTo(!reached.contains(ControllerState.LIVE));
        }
    }

    @Test
    void changeClearsWhatWasExpected() {
        ControllerMachine machine = new ControllerMachine(0, (was, is, why) -> {
        });
        machine.expect("connect", 9);
        assertThat(machine.nextAction()).isEqualTo("connect");
        machine.become(ControllerState.CONNECTING, "test", 1);
        assertThat(machine.nextAction()).isEmpty();
        assertThat(machine.nextActionNs()).isZero();
    }

    @Test
    void namesAreThoseOfSysfs() {
        assertThat(Arrays.stream(ControllerState.values()).map(ControllerState::sysfsName)).containsExactly("new", "live", "fencing",
                "fenced", "resetting", "connecting", "deleting", "deleting (no IO)", "dead");
    }
}
