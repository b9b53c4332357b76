package io.fenceline.transport.tcp.engine;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.fenceline.spi.transport.CommandExchange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;

/**
 * The decoder under a coverage-guided fuzzer. A tagged run: see CONTRIBUTING.md. The first byte chooses how the bytes are cut and
 * whether the handshake has been done; the rest is what the peer sends.
 */
@Tag("fuzz")
class CoverageFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void whateverThePeerSendsNothingIsThrownAndNothingIsLost(byte[] input) {
        if (input.length < 2) {
            return;
        }
        int how = input[0] & 0xFF;
        TargetRig rig = new TargetRig();
        if ((how & 1) != 0) {
            rig.open(how >> 1 & 3, how >> 3 & 3, how >> 5);
            rig.associate(how >> 6 & 1, 32, (how & 0x80) != 0);
        }
        int piece = 1 + (input[1] & 0x7F);
        for (int at = 2; at < input.length && !rig.gone(); at += piece) {
            rig.feed(Arrays.copyOfRange(input, at, Math.min(input.length, at + piece)));
            answer(rig);
        }
        rig.finish();
    }

    /** A core that answers every second command at once and keeps the others. */
    private static void answer(TargetRig rig) {
        List<CommandExchange> kept = new ArrayList<>();
        for (CommandExchange exchange : rig.commands) {
            if ((exchange.slot() & 1) == 0) {
                exchange.respond(0, 0, exchange.sglStatus());
            } else {
                kept.add(exchange);
            }
        }
        rig.commands.clear();
        rig.commands.addAll(kept);
    }
}
