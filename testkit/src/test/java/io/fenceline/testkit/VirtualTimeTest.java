package io.fenceline.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
    private static List<String> play(long seed) {
        VirtualTime time = new VirtualTime(seed).keepLog();
        Gen gen = new Gen(seed);
        List<VirtualTime.VirtualLoop> loops = List.of(time.loop("a"), time.loop("b"), time.loop("c"));
        for (int i = 0; i < 200; i++) {
            int n = i;
            VirtualTime.VirtualLoop loop = gen.pick(loops);
            if (gen.chance(50)) {
                loop.execute(() -> time.note(loop + " task " + n));
            } else {
                loop.schedule(() -> time.note(loop + " timer " + n), gen.between(0, 5));
            }
        }
        time.runUntilIdle(1000);
        return time.log();
    }

    @Test
    void sameSeedTwiceGivesTheSameLog() {
        Seed seed = Seed.next();
        assertThat(play(seed.value())).as(seed.toString()).isEqualTo(play(seed.value())).hasSize(200);
    }

    @Test
    void anotherSeedGivesAnotherOrderAtTheSameTime() {
        assertThat(play(1)).isNotEqualTo(play(2));
    }

    @Test
    void tasksOfOneLoopRunInOrderUnderEverySeed() {
        for (long seed = 0; seed < 50; seed++) {
            VirtualTime time = new VirtualTime(seed);
            VirtualTime.VirtualLoop loop = time.loop("loop");
            List<Integer> seen = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int n = i;
                loop.execute(() -> seen.add(n));
            }
            time.runDue();
            assertThat(seen).isSorted().hasSize(20);
        }
    }

    @Test
    void advanceRunsWhatIsDueAndNothingLater() {
        VirtualTime time = new VirtualTime();
        List<Long> seen = new ArrayList<>();
        time.schedule(() -> seen.add(time.nowNs()), 10);
        time.schedule(() -> seen.add(time.nowNs()), 20);
        time.advance(15);
        assertThat(seen).containsExactly(VirtualTime.START_NS + 10);
        assertThat(time.nowNs()).isEqualTo(VirtualTime.START_NS + 15);
        time.advance(5);
        assertThat(seen).hasSize(2);
    }

    @Test
    void livelockIsFound() {
        VirtualTime time = new VirtualTime();
        Runnable[] again = new Runnable[1];
        again[0] = () -> time.execute(again[0]);
        time.execute(again[0]);
        assertThatThrownBy(() -> time.runUntilIdle(100)).hasMessageContaining("not idle after 100 tasks");
    }

    @Test
    void aTaskMayNotWait() {
        VirtualTime time = new VirtualTime();
        time.execute(time::runDue);
        assertThatThrownBy(time::runDue).hasMessageContaining("must not wait");
    }

    @Test
    void onlyTheRunningLoopIsInLoop() {
        VirtualTime time = new VirtualTime();
        VirtualTime.VirtualLoop one = time.loop("one");
        VirtualTime.VirtualLoop other = time.loop("other");
        List<Boolean> seen = new ArrayList<>();
        one.execute(() -> {
            seen.add(one.inLoop());
            seen.add(other.inLoop());
        });
        time.runDue();
        assertThat(seen).containsExactly(true, false);
        assertThat(one.inLoop()).isFalse();
    }

    @Test
    void aClosedLoopRefusesTasksAndRunsThoseItHas() {
        VirtualTime time = new VirtualTime();
        VirtualTime.VirtualLoop loop = time.loop("loop");
        List<String> seen = new ArrayList<>();
        loop.execute(() -> seen.add("had"));
        loop.schedule(() -> seen.add("late"), 5);
        loop.close();
        assertThatThrownBy(() -> loop.execute(() -> seen.add("new"))).isInstanceOf(RejectedExecutionException.class);
        time.runUntilIdle(10);
        assertThat(seen).containsExactly("had");
    }

    @Test
    void awaitWithPatienceHearsOfOtherThreads() throws InterruptedException {
        VirtualTime time = new VirtualTime().withPatience(Duration.ofSeconds(10));
        boolean[] done = new boolean[1];
        Thread thread = Thread.ofVirtual().start(() -> time.execute(() -> done[0] = true));
        assertThat(time.await(() -> done[0], Duration.ofSeconds(1))).isTrue();
        thread.join();
    }

    @Test
    void awaitWithoutPatienceGivesUpWhenNothingIsLeftToDo() {
        assertThat(new VirtualTime().await(() -> false, Duration.ofDays(1))).isFalse();
    }
}
