package io.fenceline.core.host.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.IoOptions;
import io.fenceline.api.host.IoRequest;
import io.fenceline.api.host.NamespaceHandle;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** One path: connect, write, read, close. */
class FirstStepsTest {
    @Test
    void whatIsWrittenIsRead() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A);
            assertThat(namespace.blockSize()).isEqualTo(HostRig.BLOCK);
            assertThat(namespace.blocks()).isEqualTo(256);
            rig.done(namespace.write(3, HostRig.filled(2, 0x5A), IoOptions.DEFAULTS));
            ByteBuffer read = ByteBuffer.allocate(3 * HostRig.BLOCK);
            rig.done(namespace.read(2, read, IoOptions.DEFAULTS));
            assertThat(read.hasRemaining()).isFalse();
            assertThat(read.get(HostRig.BLOCK - 1)).isZero();
            assertThat(read.get(HostRig.BLOCK)).isEqualTo((byte) 0x5A);
            assertThat(read.get(3 * HostRig.BLOCK - 1)).isEqualTo((byte) 0x5A);
            assertThat(rig.states()).containsExactly(ControllerState.LIVE);
        }
    }

    @Test
    void longTransferIsSplitAndPutTogether() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A);
            ByteBuffer all = ByteBuffer.allocate(256 * HostRig.BLOCK);
            for (int i = 0; i < 256; i++) {
                for (int b = 0; b < HostRig.BLOCK; b++) {
                    all.put((byte) (i + b));
                }
            }
            rig.done(namespace.write(0, all.flip(), IoOptions.DEFAULTS));
            ByteBuffer read = ByteBuffer.allocate(256 * HostRig.BLOCK);
            rig.done(namespace.read(0, read, IoOptions.DEFAULTS));
            assertThat(read.array()).isEqualTo(all.array());
        }
    }

    @Test
    void everyOtherCommandWorks() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A);
            rig.done(namespace.write(0, HostRig.filled(4, 1), IoOptions.FUA));
            assertThat(rig.done(namespace.compare(0, HostRig.filled(4, 1), IoOptions.DEFAULTS))).isTrue();
            assertThat(rig.done(namespace.compare(0, HostRig.filled(4, 2), IoOptions.DEFAULTS))).isFalse();
            assertThat(rig.done(namespace.compareAndWrite(0, HostRig.filled(1, 2), HostRig.filled(1, 3), IoOptions.DEFAULTS))).isFalse();
            assertThat(rig.done(namespace.compareAndWrite(0, HostRig.filled(1, 1), HostRig.filled(1, 3), IoOptions.DEFAULTS))).isTrue();
            rig.done(namespace.flush(IoOptions.DEFAULTS));
            rig.done(namespace.writeZeroes(1, 1, false, IoOptions.DEFAULTS));
            rig.done(namespace.deallocate(java.util.List.of(new io.fenceline.api.host.BlockRange(2, 1)), IoOptions.DEFAULTS));
            rig.done(namespace.verify(0, 4, IoOptions.DEFAULTS));
            if (namespace.limits().maxCopyRanges() > 0) {
                rig.done(namespace.copy(java.util.List.of(new io.fenceline.api.host.BlockRange(0, 1)), 9, IoOptions.DEFAULTS));
            }
            ByteBuffer read = ByteBuffer.allocate(4 * HostRig.BLOCK);
            rig.done(namespace.read(0, read, IoOptions.DEFAULTS));
            assertThat(read.get(0)).isEqualTo((byte) 3);
            assertThat(read.get(HostRig.BLOCK)).isZero();
            assertThat(read.get(3 * HostRig.BLOCK)).isEqualTo((byte) 1);
        }
    }

    @Test
    void reusedRequestsTakeMemoryOfAnotherLengthAtTheSamePlace() {
        try (HostRig rig = new HostRig(); Arena arena = Arena.ofShared()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A);
            MemorySegment memory = arena.allocate(16 * HostRig.BLOCK, HostRig.BLOCK);
            boolean[] ended = new boolean[1];
            IoRequest request = namespace.request(0, done -> ended[0] = true);
            for (int blocks : new int[]{1, 16, 2, 16}) {
                memory.asSlice(0, (long) blocks * HostRig.BLOCK).fill((byte) blocks);
                ended[0] = false;
                request.write(0, memory.asSlice(0, (long) blocks * HostRig.BLOCK)).submit();
                rig.await(() -> ended[0]);
                assertThat(request.status()).isZero();
                ByteBuffer read = ByteBuffer.allocate(blocks * HostRig.BLOCK);
                rig.done(namespace.read(0, read, IoOptions.DEFAULTS));
                assertThat(read.flip()).isEqualTo(HostRig.filled(blocks, blocks));
            }
        }
    }
}
