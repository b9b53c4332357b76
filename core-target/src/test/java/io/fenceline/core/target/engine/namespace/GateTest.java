package io.fenceline.core.target.engine.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;

/** Who may be inside a namespace together with whom. */
final class GateTest {
    private final Gate gate = new Gate();
    private final List<String> events = new ArrayList<>();
    private final Lane lane = new Lane(32);
    private int slots;

    GateTest() {
        gate.join(lane);
    }

    private final class Visitor extends Access {
        final String name;

        Visitor(String name, long first, long last, boolean exclusive) {
            this.name = name;
            this.first = first;
            this.last = last;
            this.exclusive = exclusive;
            gate = GateTest.this.gate;
            lane.add(slots++, this);
        }

        @Override
        protected void granted() {
            events.add(name);
        }
    }

    private Visitor ordinary(String name, long first, long last) {
        return new Visitor(name, first, last, false);
    }

    private Visitor write(String name, long first, long last) {
        Visitor write = ordinary(name, first, last);
        write.writing = true;
        return write;
    }

    private Visitor exclusive(String name, long first, long last) {
        return new Visitor(name, first, last, true);
    }

    private void granted(Visitor visitor) {
        assertThat(gate.enter(visitor)).as(visitor.name).isEqualTo(Namespace.Entry.GRANTED);
    }

    private void waits(Visitor visitor) {
        assertThat(gate.enter(visitor)).as(visitor.name).isEqualTo(Namespace.Entry.WAITING);
    }

    @Test
    void ordinaryCommandsDoNotExcludeEachOther() {
        granted(ordinary("a", 0, 9));
        granted(ordinary("b", 0, 9));
    }

    @Test
    void exclusiveWaitsForWhatOverlapsAndForNothingElse() {
        Visitor a = ordinary("a", 0, 9);
        Visitor b = ordinary("b", 5, 5);
        granted(a);
        granted(b);
        granted(ordinary("elsewhere", 10, 19));
        Visitor x = exclusive("x", 5, 6);
        waits(x);
        gate.leave(a);
        assertThat(events).isEmpty();
        gate.leave(b);
        assertThat(events).containsExactly("x");
    }

    @Test
    void exclusiveKeepsOthersOutOfItsRange() {
        Visitor x = exclusive("x", 5, 6);
        granted(x);
        granted(ordinary("before", 0, 4));
        Visitor y = exclusive("y", 6, 7);
        waits(y);
        Visitor a = ordinary("a", 6, 6);
        waits(a);
        granted(exclusive("z", 20, 20));
        gate.leave(x);
        assertThat(events).containsExactly("y");
        gate.leave(y);
        assertThat(events).containsExactly("y", "a");
    }

    @Test
    void nobodyPassesAnExclusiveThatWaits() {
        Visitor a = ordinary("a", 0, 0);
        granted(a);
        Visitor x = exclusive("x", 0, 0);
        waits(x);
        waits(ordinary("late", 0, 0));
        gate.leave(a);
        assertThat(events).containsExactly("x");
    }

    @Test
    void waitThatIsWithdrawnLetsTheOthersGo() {
        Visitor a = ordinary("a", 0, 0);
        granted(a);
        Visitor x = exclusive("x", 0, 0);
        waits(x);
        Visitor b = ordinary("b", 0, 0);
        waits(b);
        assertThat(gate.withdraw(x)).isTrue();
        assertThat(events).containsExactly("b");
        assertThat(gate.withdraw(b)).as("it has been granted").isFalse();
        assertThat(gate.withdraw(x)).isFalse();
        gate.leave(a);
        gate.leave(b);
        granted(x);
    }

    @Test
    void retiredNamespaceIsIdleWhenTheLastHasLeft() {
        Visitor a = ordinary("a", 0, 0);
        Visitor x = exclusive("x", 0, 0);
        Visitor b = ordinary("b", 0, 0);
        granted(a);
        waits(x);
        waits(b);
        gate.retire(() -> events.add("idle"));
        assertThat(gate.enter(ordinary("late", 9, 9))).isEqualTo(Namespace.Entry.REFUSED);
        assertThat(gate.enter(exclusive("late", 9, 9))).isEqualTo(Namespace.Entry.REFUSED);
        gate.leave(a);
        gate.leave(x);
        assertThat(events).containsExactly("x", "b");
        gate.leave(b);
        assertThat(events).containsExactly("x", "b", "idle");
        gate.retire(() -> events.add("again"));
        assertThat(events).endsWith("again");
    }

    // ---- guarded writes ----

    @Test
    void writesThatOverlapAGuardedOneWaitAndReadsDoNot() {
        Visitor late = write("late", 5, 6);
        granted(late);
        assertThat(gate.guard(late)).isTrue();
        assertThat(gate.guard(late)).as("twice is once").isFalse();
        granted(ordinary("read", 0, 9));
        granted(write("elsewhere", 7, 9));
        Visitor a = write("a", 6, 7);
        waits(a);
        Visitor b = write("b", 0, 5);
        waits(b);
        gate.leave(late);
        assertThat(events).containsExactly("a", "b");
        // And it is as if nothing had been: the next use of the same access is not guarded.
        granted(late);
        granted(write("c", 5, 5));
        assertThat(gate.isQuiet()).as("and as cheap").isTrue();
    }

    @Test
    void writeWaitsForTheLastOfTheGuardedOnesThatItOverlaps() {
        Visitor one = write("one", 0, 3);
        Visitor two = write("two", 3, 6);
        granted(one);
        granted(two);
        gate.guard(one);
        gate.guard(two);
        Visitor w = write("w", 3, 3);
        waits(w);
        gate.leave(one);
        assertThat(events).isEmpty();
        gate.leave(two);
        assertThat(events).containsExactly("w");
        gate.leave(w);
        granted(write("after", 0, 9));
    }

    @Test
    void onlyWhatIsInsideIsGuardedAndAnExclusiveOneIsAloneAnyway() {
        Visitor x = exclusive("x", 0, 0);
        granted(x);
        assertThat(gate.guard(x)).isFalse();
        Visitor w = write("w", 0, 0);
        waits(w);
        assertThat(gate.guard(w)).as("it waits").isFalse();
        gate.leave(x);
        assertThat(events).containsExactly("w");
        gate.leave(w);
        assertThat(gate.guard(w)).as("it has left").isFalse();
        granted(write("next", 0, 0));
    }

    @Test
    void compareAndWriteWaitsForAGuardedWriteAndWhoeverCameLaterWaitsForIt() {
        Visitor late = write("late", 0, 0);
        granted(late);
        gate.guard(late);
        Visitor x = exclusive("x", 0, 0);
        waits(x);
        Visitor w = write("w", 0, 0);
        waits(w);
        gate.leave(late);
        assertThat(events).containsExactly("x");
        gate.leave(x);
        assertThat(events).containsExactly("x", "w");
    }

    @Test
    void writeThatWaitsForAGuardedOneCanBeWithdrawn() {
        Visitor late = write("late", 0, 0);
        granted(late);
        gate.guard(late);
        Visitor w = write("w", 0, 0);
        waits(w);
        assertThat(gate.withdraw(w)).isTrue();
        gate.leave(late);
        assertThat(events).isEmpty();
        granted(w);
    }

    @Test
    void retiredNamespaceWaitsForGuardedWritesAndForThoseBehindThem() {
        Visitor late = write("late", 0, 0);
        granted(late);
        gate.guard(late);
        Visitor w = write("w", 0, 0);
        waits(w);
        gate.retire(() -> events.add("idle"));
        gate.leave(late);
        assertThat(events).containsExactly("w");
        gate.leave(w);
        assertThat(events).containsExactly("w", "idle");
    }

    /** Threads write as fast as they can and guard some of their writes: nobody enters who asked after a guard, before its end. */
    @Test
    void noWritePassesAGuardedOneWhateverTheThreadsDo() throws InterruptedException {
        int threads = 4;
        int rounds = 20_000;
        AtomicLongArray guarded = new AtomicLongArray(threads);
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            int me = t;
            Thread.ofPlatform().start(() -> {
                guardingRace(me, rounds, guarded, wrong);
                done.countDown();
            });
        }
        assertThat(done.await(60, TimeUnit.SECONDS)).as("nobody waits for ever").isTrue();
        assertThat(wrong).isEmpty();
    }

    /** What a thread has guarded, in one number: which of its rounds, first block, last block; 0: nothing. */
    private static long guard(int round, long first, long last) {
        return (long) (round + 1) << 16 | first << 8 | last;
    }

    private void guardingRace(int me, int rounds, AtomicLongArray guarded, List<String> wrong) {
        SplittableRandom random = new SplittableRandom(77 + me);
        LinkedBlockingQueue<Boolean> grants = new LinkedBlockingQueue<>();
        Lane own = new Lane(1);
        gate.join(own);
        Access access = new Access() {
            @Override
            protected void granted() {
                grants.add(true);
            }
        };
        own.add(0, access);
        long[] before = new long[guarded.length()];
        for (int i = 0; i < rounds; i++) {
            access.gate = gate;
            access.first = random.nextInt(4);
            access.last = access.first + random.nextInt((int) (4 - access.first));
            access.writing = random.nextInt(4) != 0;
            access.exclusive = access.writing && random.nextInt(16) == 0;
            for (int t = 0; t < before.length; t++) {
                before[t] = guarded.get(t);
            }
            if (gate.enter(access) == Namespace.Entry.WAITING) {
                if (random.nextInt(8) == 0 && gate.withdraw(access)) {
                    continue;
                }
                try {
                    if (grants.poll(30, TimeUnit.SECONDS) == null) {
                        wrong.add("thread " + me + " waited too long");
                        return;
                    }
                } catch (InterruptedException e) {
                    wrong.add("interrupted");
                    return;
                }
            }
            for (int t = 0; t < before.length; t++) {
                long first = before[t] >> 8 & 0xFF;
                long last = before[t] & 0xFF;
                boolean still = before[t] != 0 && guarded.get(t) == before[t];
                if (access.writing && still && first <= access.last && access.first <= last) {
                    wrong.add("thread " + me + " passed " + first + " to " + last);
                }
            }
            if (access.writing && random.nextInt(3) == 0 && gate.guard(access)) {
                guarded.set(me, guard(i, access.first, access.last));
                Thread.yield();
                guarded.set(me, 0);
            }
            gate.leave(access);
        }
    }

    /** Threads enter and leave as fast as they can; counts per block show whoever is where he must not be. */
    @Test
    void exclusivesAreAloneWhateverTheThreadsDo() throws InterruptedException {
        int blocks = 4;
        int threads = 4;
        int rounds = 20_000;
        AtomicIntegerArray inside = new AtomicIntegerArray(blocks);
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            int seed = t;
            Thread.ofPlatform().start(() -> {
                race(seed, rounds, blocks, inside, wrong);
                done.countDown();
            });
        }
        assertThat(done.await(60, TimeUnit.SECONDS)).as("nobody waits for ever").isTrue();
        assertThat(wrong).isEmpty();
    }

    private void race(int seed, int rounds, int blocks, AtomicIntegerArray inside, List<String> wrong) {
        SplittableRandom random = new SplittableRandom(seed);
        LinkedBlockingQueue<Boolean> grants = new LinkedBlockingQueue<>();
        Lane own = new Lane(1);
        gate.join(own);
        Access access = new Access() {
            @Override
            protected void granted() {
                grants.add(true);
            }
        };
        own.add(0, access);
        for (int i = 0; i < rounds; i++) {
            access.gate = gate;
            access.first = random.nextInt(blocks);
            access.last = access.first + random.nextInt((int) (blocks - access.first));
            access.exclusive = random.nextInt(4) == 0;
            if (gate.enter(access) == Namespace.Entry.WAITING && (random.nextInt(8) != 0 || !gate.withdraw(access))) {
                try {
                    if (grants.poll(30, TimeUnit.SECONDS) == null) {
                        wrong.add("thread " + seed + " waited too long");
                        return;
                    }
                } catch (InterruptedException e) {
                    wrong.add("interrupted");
                    return;
                }
            } else if (access.state() == Access.IDLE) {
                continue;
            }
            touch(access, inside, wrong);
            gate.leave(access);
        }
    }

    private static void touch(Access access, AtomicIntegerArray inside, List<String> wrong) {
        int weight = access.exclusive ? 1000 : 1;
        for (int b = (int) access.first; b <= access.last; b++) {
            int now = inside.addAndGet(b, weight);
            if (access.exclusive ? now != 1000 : now >= 1000) {
                wrong.add("block " + b + " has " + now);
            }
        }
        for (int b = (int) access.first; b <= access.last; b++) {
            inside.addAndGet(b, -weight);
        }
    }
}
