package io.fenceline.tck.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendRequest.Op;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.Seed;
import io.fenceline.wire.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many requests at a time, from many threads. */
public interface ConcurrencyGroup extends BackendGroup {
    /** Each thread has a part of the medium, writes and reads it at random, and finds what it wrote. */
    @Test
    default void required_concurrency_manyThreadsFindWhatTheyWrote() {
        Seed seed = Seed.next();
        boolean checks = rig().keepsData();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        Backend backend = rig().backend();
        for (int t = 0; t < 4; t++) {
            int part = t;
            threads.add(CompletableFuture.runAsync(() -> {
                Gen gen = seed.part(part).gen();
                int ranges = 64;
                int bytes = 8 << 10;
                long[] keys = new long[ranges];
                for (int round = 0; round < 30; round++) {
                    List<Work> batch = new ArrayList<>();
                    for (int i = 0; i < ranges; i++) {
                        long at = (part * 64L + i) * bytes;
                        if (keys[i] == 0 || gen.chance(50)) {
                            keys[i] = gen.anyLong();
                            batch.add(new Work(bytes).again(Op.WRITE, at, bytes).fill(keys[i]));
                        } else {
                            batch.add(new Work(bytes).again(Op.READ, at, bytes));
                        }
                        backend.submit(batch.getLast());
                    }
                    for (int i = 0; i < ranges; i++) {
                        assertThat(rig().await(batch.get(i))).as("status; " + seed).isEqualTo(Status.SUCCESS);
                        if (checks) {
                            assertThat(Gen.mismatch(batch.get(i).data(), keys[i])).as("first wrong byte; " + seed).isEqualTo(-1);
                        }
                    }
                }
            }, task -> Thread.ofPlatform().daemon().name("tck-" + part).start(task)));
        }
        threads.forEach(CompletableFuture::join);
    }

    /** Writes and flushes at a time: each flush, and each write with FUA, ends. */
    @Test
    default void required_concurrency_flushesEndUnderLoad() {
        Backend backend = rig().backend();
        AtomicInteger left = new AtomicInteger(300);
        List<Work> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Work work = new Work(4096);
            all.add(switch (i % 3) {
                case 0 -> work.again(Op.WRITE, i * 4096L, 4096).fill(i);
                case 1 -> work.again(Op.WRITE, i * 4096L, 4096).fill(i).fua();
                default -> work.again(Op.FLUSH, 0, 0);
            });
            work.then(left::decrementAndGet);
        }
        all.forEach(backend::submit);
        all.forEach(work -> assertThat(rig().await(work)).as("status of " + work).isEqualTo(Status.SUCCESS));
        assertThat(left).hasValue(0);
    }

    /** Requests whose completion submits the next one work in any depth: no stack grows, nothing is lost. */
    @Test
    default void required_concurrency_aCompletionMaySubmitTheNextRequest() {
        Backend backend = rig().backend();
        List<Work> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(new Work(4096).again(Op.WRITE, i * 4096L, 4096).fill(i));
        }
        for (int i = 0; i + 1 < all.size(); i++) {
            Work next = all.get(i + 1);
            all.get(i).then(() -> backend.submit(next));
        }
        backend.submit(all.getFirst());
        all.forEach(work -> assertThat(rig().await(work)).as("status of " + work).isEqualTo(Status.SUCCESS));
    }
}
