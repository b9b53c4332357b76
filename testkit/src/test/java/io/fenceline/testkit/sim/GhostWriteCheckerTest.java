package io.fenceline.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fenceline.testkit.Gen;
import io.fenceline.testkit.Seed;
import io.fenceline.testkit.sim.Finding.Kind;
import io.fenceline.testkit.sim.GhostWriteChecker.Read;
import io.fenceline.testkit.sim.GhostWriteChecker.Write;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;

class GhostWriteCheckerTest {
    private static final int BLOCK = 512;

    private long nowNs;
    private final GhostWriteChecker checker = new GhostWriteChecker(BLOCK, 77, true, () -> ++nowNs);

    private static MemorySegment data(Write write) {
        MemorySegment memory = MemorySegment.ofArray(new byte[write.count * BLOCK]);
        write.stamp(memory);
        return memory;
    }

    private static MemorySegment zeroes(int blocks) {
        return MemorySegment.ofArray(new byte[blocks * BLOCK]);
    }

    private Kind read(MemorySegment found) {
        return kind(checker.onRead(5, 1), found);
    }

    private static Kind kind(Read read, MemorySegment found) {
        List<Finding> findings = read.check(found);
        return findings.isEmpty() ? null : findings.getFirst().kind();
    }

    private Write acknowledged() {
        Write write = checker.onIssued(1, 0, 5, 1);
        write.onAcknowledged();
        return write;
    }

    @Test
    void anAcknowledgedWriteIsRead() {
        assertThat(read(zeroes(1))).isNull();
        assertThat(read(data(acknowledged()))).isNull();
        assertThat(checker.judged()).isEqualTo(2);
        assertThat(checker.found()).isZero();
    }

    @Test
    void zeroesAfterAnAcknowledgedWriteAreALostWrite() {
        acknowledged();
        assertThat(read(zeroes(1))).isEqualTo(Kind.LOST);
    }

    @Test
    void anOlderWriteAfterANewerOneWasAcknowledgedIsALostWrite() {
        Write old = acknowledged();
        Write lost = acknowledged();
        assertThat(read(data(old))).isEqualTo(Kind.LOST);
        assertThat(checker.findings().getFirst().text()).contains("generation " + old.generation() + " of host 1 lane 0, issued at ")
                .contains("wanted is generation " + lost.generation()).contains("acknowledged at " + lost.overNs + " ns");
    }

    @Test
    void aGhostWriteThatComesBackAfterItsSuccessorWasReadIsNamed() {
        Write ghost = checker.onIssued(1, 2, 5, 1);
        ghost.onUnknown();
        Write successor = acknowledged();
        assertThat(read(data(successor))).isNull();
        assertThat(read(data(ghost))).isEqualTo(Kind.WENT_BACK);
        assertThat(checker.findings().getFirst().text())
                .contains("has come back to generation " + ghost.generation() + " of host 1 lane 2, issued at " + ghost.issuedNs
                        + " ns, ended with unknown outcome at " + ghost.overNs + " ns")
                .contains("a read has returned already generation " + successor.generation()).contains("; read at ");
    }

    @Test
    void whatOnceWasReadMayNotBeUnwrittenThoughItsEndIsNotKnown() {
        Write first = acknowledged();
        Write second = checker.onIssued(1, 0, 5, 1);
        assertThat(read(data(first))).isNull();
        assertThat(read(data(second))).isNull();
        assertThat(read(data(first))).isEqualTo(Kind.WENT_BACK);
    }

    @Test
    void aReadThatBeganBeforeTheAcknowledgementMayReturnTheOldValue() {
        Write old = acknowledged();
        Write next = checker.onIssued(1, 0, 5, 1);
        Read early = checker.onRead(5, 1);
        next.onAcknowledged();
        assertThat(kind(early, data(old))).isNull();
        assertThat(read(data(old))).isEqualTo(Kind.LOST);
    }

    @Test
    void writesThatOverlapInTimeMayBeSeenInAnyOrder() {
        Write one = checker.onIssued(1, 0, 5, 1);
        Write other = checker.onIssued(1, 1, 5, 1);
        other.onAcknowledged();
        one.onAcknowledged();
        assertThat(read(data(one))).isNull();
        assertThat(read(data(other))).isNull();
        assertThat(read(data(one))).isNull();
    }

    @Test
    void aWriteOfUnknownOutcomeBindsItsOwnHostOnly() {
        Write unknown = checker.onIssued(1, 0, 5, 1);
        unknown.onUnknown();
        Write others = checker.onIssued(2, 0, 5, 1);
        others.onAcknowledged();
        assertThat(read(data(others))).isNull();
        assertThat(read(data(unknown))).isNull();
        Write own = checker.onIssued(1, 0, 5, 1);
        own.onAcknowledged();
        assertThat(read(data(own))).isNull();
        assertThat(read(data(unknown))).isEqualTo(Kind.WENT_BACK);
    }

    @Test
    void whatWasSaidNotToHaveBeenExecutedMustNotBeSeen() {
        Write refused = checker.onIssued(1, 0, 5, 1);
        refused.onNotExecuted();
        assertThat(read(data(refused))).isEqualTo(Kind.EXECUTED_AFTER_ALL);
    }

    @Test
    void halfABlockIsTornAndBothHalvesAreNamed() {
        Write one = acknowledged();
        Write other = checker.onIssued(1, 0, 5, 1);
        MemorySegment mixed = data(other);
        MemorySegment.copy(data(one), 256, mixed, 256, 256);
        assertThat(read(mixed)).isEqualTo(Kind.TORN);
        assertThat(checker.findings().getFirst().text())
                .contains("its head is from generation " + other.generation() + " of host 1 lane 0, from byte 256 on it is not")
                .contains("its end is from generation " + one.generation());
        MemorySegment tail = data(one);
        tail.asSlice(0, 256).fill((byte) 0);
        assertThat(read(tail)).isEqualTo(Kind.TORN);
        MemorySegment flipped = data(other);
        flipped.set(ValueLayout.JAVA_BYTE, 33, (byte) ~flipped.get(ValueLayout.JAVA_BYTE, 33));
        assertThat(read(flipped)).isEqualTo(Kind.TORN);
    }

    @Test
    void aBlockAtTheWrongPlaceIsMisplaced() {
        Write write = checker.onIssued(1, 0, 5, 2);
        MemorySegment data = data(write);
        write.onAcknowledged();
        assertThat(kind(checker.onRead(5, 1), data.asSlice(BLOCK, BLOCK))).isEqualTo(Kind.MISPLACED);
        assertThat(kind(checker.onRead(5, 2), data)).isNull();
    }

    @Test
    void whatNobodyOfThisRunWroteIsForeign() {
        GhostWriteChecker elsewhere = new GhostWriteChecker(BLOCK, 78, true, () -> ++nowNs);
        Write foreign = elsewhere.onIssued(9, 0, 5, 1);
        assertThat(read(data(foreign))).isEqualTo(Kind.FOREIGN);
        MemorySegment noise = zeroes(1);
        Gen.fill(noise, 3);
        assertThat(read(noise)).isEqualTo(Kind.FOREIGN);
    }

    @Test
    void formerContentsAreAllowedUntilTheFirstWriteWhenNotZeroAtFirst() {
        GhostWriteChecker used = new GhostWriteChecker(BLOCK, 77, false, () -> ++nowNs);
        MemorySegment noise = zeroes(1);
        Gen.fill(noise, 3);
        assertThat(kind(used.onRead(5, 1), noise)).isNull();
        used.onIssued(1, 0, 5, 1).onAcknowledged();
        assertThat(kind(used.onRead(5, 1), noise)).isEqualTo(Kind.FOREIGN);
    }

    @Test
    void writtenZeroesAreAValueLikeOthers() {
        Write before = acknowledged();
        Write zero = checker.onZeroesIssued(1, 0, 5, 1);
        assertThat(read(zeroes(1))).isNull();
        zero.onAcknowledged();
        assertThat(read(zeroes(1))).isNull();
        assertThat(read(data(before))).isEqualTo(Kind.LOST);
        acknowledged();
        assertThat(read(zeroes(1))).isEqualTo(Kind.LOST);
    }

    @Test
    void aReadSlowerThanManyWritesIsStillJudgedRightly() {
        Write early = acknowledged();
        Read slow = checker.onRead(5, 1);
        for (int i = 0; i < 1000; i++) {
            acknowledged();
        }
        assertThat(kind(slow, data(early))).isNull();
        assertThat(read(data(early))).isEqualTo(Kind.LOST);
    }

    @Test
    void usedWronglyItComplains() {
        Write write = acknowledged();
        assertThatIllegalStateException().isThrownBy(write::onUnknown).withMessageContaining("has ended already");
        assertThatIllegalArgumentException().isThrownBy(() -> write.stamp(ByteBuffer.allocate(511)))
                .withMessage("511 bytes of memory: 1 blocks of 512 bytes are wanted");
        assertThatIllegalArgumentException().isThrownBy(() -> new GhostWriteChecker(60, 1, true, () -> 0));
    }

    @Test
    void threadsOnARegisterThatKeepsItsPromiseAreNeverAccused() throws Exception {
        AtomicReferenceArray<byte[]> medium = new AtomicReferenceArray<>(8);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> all = new ArrayList<>();
            Seed seed = Seed.or(1);
            for (int t = 0; t < 4; t++) {
                int host = t;
                all.add(threads.submit(() -> work(medium, host, seed.part(host).gen())));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        assertThat(checker.findings()).isEmpty();
        assertThat(checker.judged()).isGreaterThan(1000);
        assertThat(checker.unjudged()).isZero();
    }

    private void work(AtomicReferenceArray<byte[]> medium, int host, Gen gen) {
        for (int i = 0; i < 2000; i++) {
            int lba = gen.between(0, 7);
            if (gen.chance(50)) {
                Write write = checker.onIssued(host, 0, lba, 1);
                byte[] block = new byte[BLOCK];
                write.stamp(ByteBuffer.wrap(block));
                medium.set(lba, block);
                write.onAcknowledged();
            } else {
                Read read = checker.onRead(lba, 1);
                byte[] block = medium.get(lba);
                read.check(block == null ? zeroes(1) : MemorySegment.ofArray(block));
            }
        }
    }
}
