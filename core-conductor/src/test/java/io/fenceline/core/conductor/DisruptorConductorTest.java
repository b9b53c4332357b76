package io.fenceline.core.conductor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The conductor of production, on real threads. */
@Timeout(60)
class DisruptorConductorTest {
    @Test
    void tasksOfManyThreadsRunOneAtATimeAndInTheOrderOfEach() throws Exception {
        int threads = 4;
        int each = 20_000;
        int[] next = new int[threads];
        int[] running = new int[1];
        List<String> wrong = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(threads * each);
        try (DisruptorConductor conductor = new DisruptorConductor("test")) {
            List<Thread> producers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int who = t;
                producers.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < each; i++) {
                        int number = i;
                        conductor.execute(() -> {
                            if (running[0]++ != 0 || next[who]++ != number || !conductor.inConductor()) {
                                wrong.add(who + ":" + number);
                            }
                            running[0]--;
                            done.countDown();
                        });
                    }
                }));
            }
            assertThat(done.await(50, TimeUnit.SECONDS)).isTrue();
            for (Thread producer : producers) {
                producer.join();
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void conductorThatHandsItselfMoreThanTheRingHoldsDoesNotLockUp() throws Exception {
        CountDownLatch done = new CountDownLatch(3 * DisruptorConductor.RING_SIZE);
        try (DisruptorConductor conductor = new DisruptorConductor("test")) {
            conductor.execute(() -> {
                for (int i = 0; i < 3 * DisruptorConductor.RING_SIZE; i++) {
                    conductor.execute(done::countDown);
                }
            });
            assertThat(done.await(50, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void timersRunInTheOrderOfTheirDeadlinesAndCancelledOnesNever() throws Exception {
        List<String> order = new ArrayList<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        try (DisruptorConductor conductor = new DisruptorConductor("test")) {
            conductor.execute(() -> {
                conductor.schedule(() -> done.complete(null), TimeUnit.MILLISECONDS.toNanos(30));
                conductor.schedule(() -> order.add("second"), TimeUnit.MILLISECONDS.toNanos(20));
                conductor.schedule(() -> order.add("first"), TimeUnit.MILLISECONDS.toNanos(10));
                conductor.schedule(() -> order.add("never"), TimeUnit.MILLISECONDS.toNanos(15)).cancel();
            });
            done.get(50, TimeUnit.SECONDS);
        }
        assertThat(order).containsExactly("first", "second");
    }

    @Test
    void taskThatFailsDoesNotEndTheConductor() throws Exception {
        try (DisruptorConductor conductor = new DisruptorConductor("test")) {
            CompletableFuture<String> after = new CompletableFuture<>();
            conductor.execute(() -> {
                throw new IllegalStateException("this failure is part of a test");
            });
            conductor.execute(() -> after.complete("still there"));
            assertThat(after.get(50, TimeUnit.SECONDS)).isEqualTo("still there");
        }
    }

    @Test
    void onlyTheConductorSchedulesAndNothingIsTakenAfterClose() {
        DisruptorConductor conductor = new DisruptorConductor("test");
        assertThatThrownBy(() -> conductor.schedule(() -> {
        }, 0)).isInstanceOf(IllegalStateException.class);
        CompletableFuture<Boolean> ran = new CompletableFuture<>();
        conductor.execute(() -> ran.complete(true));
        conductor.close();
        assertThat(ran).isCompletedWithValue(true);
        assertThatThrownBy(() -> conductor.execute(() -> {
        })).isInstanceOf(RejectedExecutionException.class);
    }
}
