package io.fenceline.transport.tcp.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.Seed;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Both ends against each other, with every way of agreeing and any fragmentation; the target keeps what is written. */
class PairTest {
    private static final int WRITE = 1;
    private static final int READ = 2;
    private static final int MAX = 200_000;

    /** A target that stores the data of a write by the number in CDW10, and gives it back to a read. */
    private static final class Store {
        final TargetRig rig;
        final Map<Integer, byte[]> stored = new HashMap<>();
        final Map<CommandExchange, DataBuffer> fetching = new HashMap<>();
        final Gen gen;

        Store(TargetRig rig, Gen gen) {
            this.rig = rig;
            this.gen = gen;
            rig.onCommand = this::command;
            rig.onFetched = x -> {
                DataBuffer buffer = requireNonNull(fetching.remove(x));
                keep(x, buffer, rig.fetched.getLast());
            };
        }

        private void command(CommandExchange x) {
            int length = x.dataLength();
            if (x.sglStatus() != 0) {
                x.respond(0, 0, x.sglStatus());
            } else if (Sqe.opcode(x.sqe()) == READ) {
                DataBuffer buffer = rig.take(length);
                MemorySegment.copy(requireNonNull(stored.get(Sqe.cdw(x.sqe(), 10))), 0, buffer.segment(), ValueLayout.JAVA_BYTE, 0, length);
                x.sendAndRespond(buffer, length, gen.between(0, 1), 3);
            } else {
                DataBuffer buffer = x.takeInCapsuleData();
                if (buffer == null) {
                    buffer = rig.take(length);
                    fetching.put(x, buffer);
                    x.fetch(buffer, 0, length);
                } else {
                    keep(x, buffer, 0);
                }
            }
        }

        private void keep(CommandExchange x, DataBuffer buffer, int status) {
            stored.put(Sqe.cdw(x.sqe(), 10), buffer.segment().asSlice(0, x.dataLength()).toArray(ValueLayout.JAVA_BYTE));
            buffer.release();
            x.respond(0, 3, status);
        }
    }

    @Test
    void whatIsWrittenIsReadWhateverWasAgreedOn() {
        Seed seed = Seed.next();
        for (int i = 0; i < 60; i++) {
            Gen gen = seed.part(i).gen();
            run(gen, seed + ", part " + i);
        }
    }

    private static void run(Gen gen, String name) {
        HostSettings hostSettings = new HostSettings(Rig.LIMITS, gen.between(0, 31), gen.between(1, 4), gen.between(0, 1) == 1,
                gen.between(0,
                        1) == 1,
                1 << 20);
        TargetSettings targetSettings = new TargetSettings(Rig.LIMITS, gen.between(0, 31), 4096 * gen.between(1, 20), 4096 * gen.between(1,
                40), 1 << 20, 16 * 1024, 16 * 1024);
        TargetRig target = new TargetRig(targetSettings, 64 << 20);
        HostRig host = new HostRig(hostSettings, 1);
        Store store = new Store(target, gen);
        exchange(host, target, gen);
        assertThat(host.connected).as(name).isEqualTo(1);
        boolean flowControl = gen.between(0, 1) == 1;
        target.associate(1, 16, flowControl);
        host.connection.inCapsuleLimit(16 * 1024);
        Map<Integer, byte[]> written = new HashMap<>();
        DataBuffer[] buffers = new DataBuffer[16];
        for (int round = 0; round < 4; round++) {
            for (int slot = 0; slot < 16; slot++) {
                int key = round * 16 + slot;
                byte[] data = Pdu.pattern(4 * gen.between(1, gen.between(0, 3) == 0 ? MAX / 4 : 4096), key);
                written.put(key, data);
                buffers[slot] = host.take(data.length);
                MemorySegment.copy(data, 0, buffers[slot].segment(), ValueLayout.JAVA_BYTE, 0, data.length);
                submit(host, WRITE, slot, key, buffers[slot], data.length);
            }
            finish(host, target, gen, name, buffers);
            for (int slot = 0; slot < 16; slot++) {
                int key = round * 16 + slot;
                buffers[slot] = host.take(requireNonNull(written.get(key)).length);
                submit(host, READ, slot, key, buffers[slot], requireNonNull(written.get(key)).length);
            }
            host.connection.flush();
            exchange(host, target, gen);
            for (int slot = 0; slot < 16; slot++) {
                byte[] data = requireNonNull(written.get(round * 16 + slot));
                byte[] read = buffers[slot].segment().asSlice(0, data.length).toArray(ValueLayout.JAVA_BYTE);
                assertThat(Arrays.equals(read, data)).as("%s: data of %d bytes", name, data.length).isTrue();
            }
            finish(host, target, gen, name, buffers);
        }
        assertThat(host.faults).as(name).isEmpty();
        assertThat(target.faults).as(name).isEmpty();
        host.connection.disconnect(TransportFault.of(TransportFault.Kind.CLOSED, "done"));
        host.settle();
        assertThat(host.wire.outputShut).isTrue();
        target.closed();
        host.closed();
        assertThat(host.quiesced).isEqualTo(1);
        assertThat(target.quiesced).isEqualTo(1);
        assertThat(store.fetching).isEmpty();
        host.assertNothingLost();
        target.assertNothingLost();
    }

    private static void submit(HostRig host, int opcode, int slot, int key, DataBuffer buffer, int length) {
        MemorySegment sqe = HostRig.sqe(opcode, slot);
        Bytes.put32(sqe, Sqe.CDW10, key);
        host.connection.submit(slot, sqe, buffer, length);
    }

    private static void finish(HostRig host, TargetRig target, Gen gen, String name, DataBuffer[] buffers) {
        host.connection.flush();
        exchange(host, target, gen);
        assertThat(host.completions).as(name).hasSize(16).allMatch(c -> c.status() == 0);
        host.completions.clear();
        for (DataBuffer buffer : buffers) {
            buffer.release();
        }
    }

    /** Carries bytes both ways until there are none, in pieces of any length. */
    private static void exchange(HostRig host, TargetRig target, Gen gen) {
        host.settle();
        for (;;) {
            byte[] up = host.wire.take();
            byte[] down = target.wire.take();
            if (up.length == 0 && down.length == 0) {
                return;
            }
            carry(up, target, gen);
            carry(down, host, gen);
        }
    }

    private static void carry(byte[] bytes, Rig to, Gen gen) {
        for (int at = 0; at < bytes.length;) {
            int piece = Math.min(bytes.length - at, gen.between(1, gen.between(0, 2) == 0 ? 100 : 100_000));
            to.feed(bytes, at, at + piece);
            at += piece;
        }
    }
}
