package io.fenceline.transport.tcp.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.Seed;
import io.fenceline.transport.tcp.pdu.CommonHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Sequences of valid, mutated and meaningless PDUs in random pieces. Nothing may be thrown, the connection goes on or ends
 * in good order, and no buffer is lost.
 */
class EngineFuzzTest {
    private static final int CASES = 2000;

    @Test
    void aTargetSurvivesWhateverItIsSent() {
        Seed seed = Seed.next();
        int ended = 0;
        for (int i = 0; i < CASES; i++) {
            try {
                ended += target(seed.part(i).gen()) ? 1 : 0;
            } catch (RuntimeException | Error e) {
                throw new AssertionError(seed + ", part " + i, e);
            }
        }
        assertThat(ended).as("both outcomes come up").isBetween(CASES / 20, CASES * 19 / 20);
    }

    @Test
    void aHostSurvivesWhateverItIsSent() {
        Seed seed = Seed.next();
        int ended = 0;
        for (int i = 0; i < CASES; i++) {
            try {
                ended += host(seed.part(i).gen()) ? 1 : 0;
            } catch (RuntimeException | Error e) {
                throw new AssertionError(seed + ", part " + i, e);
            }
        }
        assertThat(ended).as("both outcomes come up").isBetween(CASES / 20, CASES * 19 / 20);
    }

    private static boolean target(Gen gen) {
        int digests = gen.between(0, 3);
        boolean header = (digests & 1) != 0;
        boolean data = (digests & 2) != 0;
        TargetSettings settings = new TargetSettings(Rig.LIMITS, gen.between(0, 3), 4096, 4096, 64 << 10, 16 * 1024, 16 * 1024);
        TargetRig rig = new TargetRig(settings, 256 << 10);
        List<DataBuffer> hog = gen.between(0, 4) == 0
                ? List.of(rig.take(64 << 10), rig.take(64 << 10), rig.take(64 << 10))
                : List.of();
        Map<CommandExchange, DataBuffer> held = new HashMap<>();
        core(rig, gen, held);
        if (gen.between(0, 9) != 0) {
            rig.feed(Pdu.icReq(gen.between(0, 31), digests, gen.between(0, 3)));
        }
        List<Pdu> r2ts = new ArrayList<>();
        int steps = gen.between(1, 12);
        for (int i = 0; i < steps && !rig.gone(); i++) {
            for (Pdu pdu : output(rig)) {
                if (pdu.type() == 9) {
                    r2ts.add(pdu);
                }
            }
            Pdu pdu = switch (gen.between(0, 3)) {
                case 0 -> {
                    int length = gen.between(0, 3) == 0 ? gen.between(1, 20_000) : gen.between(1, 600);
                    yield Pdu.capsule(1, i, length, true).with(new byte[length], settings.cpda(), header, data);
                }
                case 1 -> Pdu.capsule(gen.between(1, 2), i, gen.between(1, 30_000), false).with(new byte[0], 0, header, data);
                case 2 -> {
                    if (r2ts.isEmpty()) {
                        yield Pdu.capsule(0, i, 0, false).with(new byte[0], 0, header, data);
                    }
                    Pdu r2t = r2ts.removeFirst();
                    int length = r2t.i32(16);
                    yield Pdu.h2cData(r2t.u16(8), r2t.u16(10), r2t.i32(12), length, true).with(new byte[length], settings.cpda(), header,
                            data);
                }
                default -> Pdu.capsule(0, i, 0, false).with(new byte[0], 0, header, data);
            };
            feed(rig, mutate(pdu.bytes, gen), gen);
            if (gen.between(0, 30) == 0) {
                rig.wire.stuck = !rig.wire.stuck;
            }
            if (gen.between(0, 20) == 0) {
                rig.pass(gen.between(0, 400) * Rig.MS);
            }
        }
        boolean ended = !rig.faults.isEmpty() || rig.gone();
        rig.wire.stuck = false;
        rig.connection
                .disconnect(TransportFault.of(gen.between(0, 1) == 0 ? TransportFault.Kind.CLOSED : TransportFault.Kind.INTERNAL, "over"));
        rig.settle();
        rig.pass(1000 * Rig.MS);
        held.forEach((x, buffer) -> {
            if (buffer != null) {
                buffer.release();
            }
            x.discard();
        });
        rig.settle();
        hog.forEach(DataBuffer::release);
        rig.settle();
        assertThat(rig.gone()).isTrue();
        assertThat(rig.faults).hasSizeLessThan(2);
        assertThat(rig.quiesced).isEqualTo(rig.queuePair == null ? 0 : 1);
        assertThat(rig.connection.finished()).isTrue();
        rig.assertNothingLost();
        return ended;
    }

    private static List<Pdu> output(TargetRig rig) {
        return rig.wire.stuck ? List.of() : rig.received();
    }

    /** A core that answers most commands, holds some, fetches and sends. */
    private static void core(TargetRig rig, Gen gen, Map<CommandExchange, DataBuffer> held) {
        rig.onCommand = x -> {
            DataBuffer data = x.takeInCapsuleData();
            if (data != null) {
                data.release();
            }
            int length = x.dataLength();
            DataBuffer buffer = length == 0 ? null : rig.pool.take(length);
            if (gen.between(0, 9) == 0) {
                held.put(x, buffer);
            } else if (buffer != null && gen.between(0, 1) == 0) {
                held.put(x, buffer);
                x.fetch(buffer, 0, length);
            } else if (buffer != null) {
                x.sendAndRespond(buffer, length, 0, 0);
            } else {
                x.respond(0, 0, x.sglStatus());
            }
        };
        rig.onFetched = x -> {
            DataBuffer buffer = requireNonNull(held.remove(x));
            buffer.release();
            x.respond(0, 0, rig.fetched.getLast());
        };
    }

    private static boolean host(Gen gen) {
        int digests = gen.between(0, 3);
        boolean header = (digests & 1) != 0;
        boolean data = (digests & 2) != 0;
        HostRig rig = new HostRig(new HostSettings(Rig.LIMITS, gen.between(0, 3), 2, header, data, 1 << 16), 1, 512 << 10);
        feed(rig, gen.between(0, 9) == 0 ? mutate(Pdu.icResp(0, digests, 4096).bytes, gen) : Pdu.icResp(0, digests, 4096).bytes, gen);
        List<DataBuffer> buffers = new ArrayList<>();
        int steps = gen.between(1, 12);
        for (int i = 0; i < steps && !rig.gone() && rig.connected > 0; i++) {
            int length = 512 * gen.between(1, 40);
            DataBuffer buffer = rig.pool.take(length);
            buffers.add(buffer);
            boolean write = gen.between(0, 1) == 1;
            rig.submit(write ? 1 : 2, i, buffer, length);
            Pdu pdu = switch (gen.between(0, 2)) {
                case 0 -> write
                        ? Pdu.r2t(i, 3, 0, length).with(new byte[0], 0, header, data)
                        : Pdu.c2hData(i, 0, length, CommonHeader.LAST
                                | CommonHeader.SUCCESS).with(new byte[length], 3, header, data);
                case 1 -> Pdu.response(i, 0, 2).with(new byte[0], 0, header, data);
                default -> Pdu.c2hData(i, 0, 512, 0).with(new byte[512], 3, header, data);
            };
            feed(rig, mutate(pdu.bytes, gen), gen);
            if (gen.between(0, 30) == 0) {
                rig.wire.stuck = !rig.wire.stuck;
            }
        }
        boolean ended = !rig.faults.isEmpty() || rig.gone();
        rig.wire.stuck = false;
        rig.connection
                .disconnect(TransportFault.of(gen.between(0, 1) == 0 ? TransportFault.Kind.CLOSED : TransportFault.Kind.INTERNAL, "over"));
        rig.settle();
        rig.pass(1000 * Rig.MS);
        assertThat(rig.gone()).isTrue();
        assertThat(rig.quiesced).isEqualTo(1);
        assertThat(rig.faults).hasSizeLessThan(2);
        assertThat(rig.completions.stream().map(HostRig.Completion::slot).distinct().count()).as("each once")
                .isEqualTo(rig.completions.size());
        buffers.forEach(DataBuffer::release);
        rig.assertNothingLost();
        return ended;
    }

    /** Mostly as it is; else a bit or a byte changed, cut short, doubled, or all of it meaningless. */
    private static byte[] mutate(byte[] bytes, Gen gen) {
        byte[] changed = bytes.clone();
        switch (gen.between(0, 19)) {
            case 0 -> changed[gen.between(0, Math.min(23, changed.length - 1))] ^= (byte) (1 << gen.between(0, 7));
            case 1 -> changed[gen.between(0, changed.length - 1)] = (byte) gen.between(0, 255);
            case 2 -> {
                return Arrays.copyOf(changed, gen.between(1, changed.length));
            }
            case 3 -> {
                for (int i = 0; i < changed.length; i++) {
                    changed[i] = (byte) gen.between(0, 255);
                }
            }
            default -> {
                return changed;
            }
        }
        return changed;
    }

    private static void feed(Rig rig, byte[] bytes, Gen gen) {
        int at = 0;
        while (at < bytes.length && !rig.gone()) {
            int piece = gen.between(0, 2) == 0 ? gen.between(1, 30) : bytes.length;
            int to = Math.min(bytes.length, at + piece);
            rig.feed(bytes, at, to);
            at = to;
        }
    }
}
