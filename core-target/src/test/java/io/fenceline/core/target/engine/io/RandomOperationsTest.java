package io.fenceline.core.target.engine.io;

import static io.fenceline.core.target.engine.io.QueueFixture.BLOCK;
import static io.fenceline.core.target.engine.io.QueueFixture.bits12;
import static io.fenceline.core.target.engine.io.QueueFixture.fetched;
import static io.fenceline.core.target.engine.io.QueueFixture.fuse;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.core.target.backend.FaultRule;
import io.fenceline.core.target.backend.FaultRule.Action;
import io.fenceline.spi.backend.BackendRequest.Op;
import io.fenceline.wire.NvmOpcode;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many commands of all kinds, one after the other and at the same time, against an array of bytes. */
final class RandomOperationsTest {
    /** Blocks that are used: few, so that commands meet. */
    private static final int USED = 64;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void oneAfterTheOtherTheyDoWhatTheModelDoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        QueueFixture q = new QueueFixture();
        Model model = new Model();
        for (int i = 0; i < 1000; i++) {
            String step = "seed " + seed + ", step " + i;
            int lba = random.nextInt(USED);
            int blocks = 1 + random.nextInt(Math.min(16, USED - lba));
            int fill = random.nextInt(3);
            switch (random.nextInt(10)) {
                case 0, 1 -> {
                    FakeExchange e = q.execute(q.read(lba, blocks));
                    assertThat(e.plainStatus()).as(step).isEqualTo(model.readStatus(lba, blocks));
                    if (e.status == 0) {
                        assertThat(e.data()).as(step).isEqualTo(model.read(lba, blocks));
                    }
                }
                case 2, 3 -> {
                    FakeExchange e = q.write(lba, blocks, fill);
                    assertThat(q.execute(random.nextBoolean() ? fetched(e) : e).status).as(step).isZero();
                    model.write(lba, blocks, fill);
                }
                case 4 -> assertThat(q.execute(q.compare(lba, blocks, fill)).plainStatus()).as(step)
                        .isEqualTo(model.compare(lba, blocks, fill));
                case 5 -> {
                    FakeExchange first = q.submit(fuse(q.compare(lba, blocks, fill), Sqe.FUSE_FIRST));
                    FakeExchange second = q.execute(fuse(q.write(lba, blocks, fill + 1), Sqe.FUSE_SECOND));
                    int wanted = model.compare(lba, blocks, fill);
                    assertThat(first.plainStatus()).as(step).isEqualTo(wanted);
                    assertThat(second.plainStatus()).as(step).isEqualTo(wanted == 0 ? 0 : Status.ABORTED_FAILED_FUSED);
                    if (wanted == 0) {
                        model.write(lba, blocks, fill + 1);
                    }
                }
                case 6 -> {
                    q.execute(bits12(q.range(NvmOpcode.WRITE_ZEROES, lba, blocks), random.nextBoolean() ? 1 << 25 : 0));
                    model.write(lba, blocks, 0);
                }
                case 7 -> {
                    q.execute(q.deallocate(lba, blocks));
                    model.zero(lba, blocks);
                }
                case 8 -> {
                    int to = random.nextInt(USED - blocks + 1);
                    FakeExchange e = q.execute(q.copy(to, lba, blocks));
                    assertThat(e.plainStatus()).as(step).isEqualTo(model.copy(to, lba, blocks));
                }
                default -> {
                    if (random.nextInt(4) == 0) {
                        q.execute(q.range(NvmOpcode.WRITE_UNCORRECTABLE, lba, Math.min(blocks, 2)));
                        model.mark(lba, Math.min(blocks, 2));
                    } else {
                        assertThat(q.execute(q.range(NvmOpcode.VERIFY, lba, blocks)).plainStatus()).as(step)
                                .isEqualTo(model.readStatus(lba, blocks));
                    }
                }
            }
        }
        assertThat(q.medium(0, USED)).isEqualTo(model.bytes);
        assertThat(q.controller.failures).isEmpty();
    }

    /**
     * Commands at the same time, with a back end that delays some, aborts and shortage of buffers. Whatever the order, each is
     * answered once, a read sees in each block something that was written there, and nothing is left over.
     */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void atTheSameTimeEachEndsOnceAndNothingIsLeftOver(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        QueueFixture q = new QueueFixture(8, true);
        List<FakeExchange> open = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            q.queuePair.pool.limit = 2 + random.nextInt(6);
            if (random.nextInt(50) == 0) {
                q.backend.clear();
            } else if (random.nextInt(20) == 0) {
                Action action = new Action[]{Action.STALL, Action.STUCK, Action.HANG}[random.nextInt(3)];
                q.backend.add(FaultRule.of(action, random.nextBoolean() ? Op.WRITE : Op.READ).times(1 + random.nextInt(2)));
            }
            step(q, random, open);
            open.removeIf(e -> e.ended);
        }
        finish(q);
        assertThat(open).as("seed %d", seed).allMatch(e -> e.ended);
        assertThat(q.queue.outstanding()).isZero();
        assertThat(q.queuePair.pool.taken).as("seed %d: buffers", seed).isZero();
        assertThat(q.controller.failures).isEmpty();
        // The gate is empty too: the namespace can be retired.
        boolean[] idle = new boolean[1];
        q.namespace.retire(() -> idle[0] = true);
        assertThat(idle[0]).as("seed %d: somebody is still inside", seed).isTrue();
    }

    /** The same, but in the middle of it the queue is fenced: after silence the medium does not change any more. */
    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35})
    void afterSilenceTheMediumDoesNotChange(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        QueueFixture q = new QueueFixture(8, true);
        List<FakeExchange> open = new ArrayList<>();
        int fenceAt = 20 + random.nextInt(60);
        for (int i = 0; i < fenceAt; i++) {
            if (random.nextInt(4) == 0) {
                Action action = new Action[]{Action.STALL, Action.STUCK, Action.HANG}[random.nextInt(3)];
                q.backend.add(FaultRule.of(action, Op.WRITE, Op.READ).times(1));
            }
            step(q, random, open);
        }
        q.queue.fence();
        byte[] silent = q.controller.silent > 0 ? q.medium(0, USED) : null;
        for (int i = 0; i < 200 && silent == null; i++) {
            switch (random.nextInt(3)) {
                case 0 -> q.backend.release();
                case 1 -> q.queuePair.fetchAll();
                default -> q.queuePair.run();
            }
            silent = q.controller.silent > 0 ? q.medium(0, USED) : null;
        }
        assertThat(silent).as("seed %d: silence came", seed).isNotNull();
        finish(q);
        assertThat(q.medium(0, USED)).as("seed %d", seed).isEqualTo(silent);
        assertThat(q.controller.silent).isEqualTo(1);
        assertThat(open).allMatch(e -> e.ended);
        assertThat(q.queuePair.pool.taken).isZero();
    }

    private static void finish(QueueFixture q) {
        q.queuePair.pool.limit = 1000;
        q.backend.clear();
        for (int i = 0; i < 100; i++) {
            q.settle();
            q.backend.release();
        }
        q.settle();
    }

    private static void step(QueueFixture q, SplittableRandom random, List<FakeExchange> open) {
        int lba = random.nextInt(USED);
        int blocks = 1 + random.nextInt(Math.min(16, USED - lba));
        int fill = 1 + random.nextInt(200);
        freeSlots(q, open);
        if (open.stream().filter(e -> !e.ended).count() < 6) {
            switch (random.nextInt(8)) {
                case 0 -> open.add(q.submit(q.read(lba, blocks)));
                case 1 -> open.add(q.submit(fetched(q.write(lba, blocks, fill))));
                case 2 -> open.add(q.submit(q.write(lba, blocks, fill)));
                case 3 -> open.add(q.submit(q.compare(lba, blocks, fill)));
                case 4 -> {
                    open.add(q.submit(fuse(fetched(q.compare(lba, blocks, 0)), Sqe.FUSE_FIRST)));
                    freeSlots(q, open);
                    if (random.nextInt(8) != 0) {
                        open.add(q.submit(fuse(fetched(q.write(lba, blocks, fill)), Sqe.FUSE_SECOND)));
                    }
                }
                case 5 -> open.add(q.submit(q.deallocate(lba, blocks)));
                case 6 -> open.add(q.submit(q.copy(USED + 1, lba, blocks)));
                default -> open.add(q.submit(q.range(NvmOpcode.WRITE_ZEROES, lba, blocks)));
            }
        }
        switch (random.nextInt(6)) {
            case 0 -> q.queuePair.fetchAll();
            case 1 -> q.queuePair.run();
            case 2 -> q.backend.release();
            case 3 -> {
                if (!open.isEmpty()) {
                    q.queue.abort(QueueFixture.cid(open.get(random.nextInt(open.size()))), aborted -> {
                        // Either is right.
                    });
                }
            }
            default -> q.queue.onBatchEnd();
        }
    }

    /** The fixture gives slots in turn: one that is still in use must not come round. */
    private static void freeSlots(QueueFixture q, List<FakeExchange> open) {
        q.slotsInUse.clear();
        open.stream().filter(e -> !e.ended).mapToInt(e -> e.slot).forEach(q.slotsInUse::set);
    }

    /** What a namespace is: bytes, and marks on blocks. */
    private static final class Model {
        final byte[] bytes = new byte[USED * BLOCK];
        final boolean[] marked = new boolean[USED];

        void write(int lba, int blocks, int fill) {
            Arrays.fill(bytes, lba * BLOCK, (lba + blocks) * BLOCK, (byte) fill);
            Arrays.fill(marked, lba, lba + blocks, false);
        }

        void zero(int lba, int blocks) {
            Arrays.fill(bytes, lba * BLOCK, (lba + blocks) * BLOCK, (byte) 0);
        }

        void mark(int lba, int blocks) {
            Arrays.fill(marked, lba, lba + blocks, true);
        }

        byte[] read(int lba, int blocks) {
            return Arrays.copyOfRange(bytes, lba * BLOCK, (lba + blocks) * BLOCK);
        }

        int readStatus(int lba, int blocks) {
            for (int i = lba; i < lba + blocks; i++) {
                if (marked[i]) {
                    return Status.UNRECOVERED_READ_ERROR | Status.DNR;
                }
            }
            return Status.SUCCESS;
        }

        int compare(int lba, int blocks, int fill) {
            int status = readStatus(lba, blocks);
            if (status != Status.SUCCESS) {
                return status;
            }
            return Arrays.equals(read(lba, blocks), QueueFixture.filled(blocks, fill)) ? Status.SUCCESS : Status.COMPARE_FAILURE;
        }

        int copy(int to, int lba, int blocks) {
            if (lba < to + blocks && to < lba + blocks) {
                return Status.OVERLAPPING_IO_RANGE | Status.DNR;
            }
            int status = readStatus(lba, blocks);
            if (status == Status.SUCCESS) {
                System.arraycopy(bytes, lba * BLOCK, bytes, to * BLOCK, blocks * BLOCK);
                Arrays.fill(marked, to, to + blocks, false);
            }
            return status;
        }
    }
}
