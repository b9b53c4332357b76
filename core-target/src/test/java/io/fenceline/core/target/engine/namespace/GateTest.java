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
