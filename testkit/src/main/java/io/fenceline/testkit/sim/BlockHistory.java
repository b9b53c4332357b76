package io.fenceline.testkit.sim;

import io.fenceline.testkit.sim.GhostWriteChecker.State;
import io.fenceline.testkit.sim.GhostWriteChecker.Write;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The writes of one block that a read may return, and some that it may not any more. Any thread. */
final class BlockHistory {
    /** What a value that was read is. */
    enum Kind {
        RIGHT, FORGOTTEN, NEVER_ISSUED, NOT_EXECUTED, OLD, OLD_AFTER_NEWER_WAS_SEEN
    }

    record Verdict(Kind kind, String text, String newer) {
        static final Verdict RIGHT = new Verdict(Kind.RIGHT, "", "");
        static final Verdict FORGOTTEN = new Verdict(Kind.FORGOTTEN, "", "");
        static final Verdict NEVER_ISSUED = new Verdict(Kind.NEVER_ISSUED, "", "");
    }

    private static final class Entry {
        final Write write;
        /** From then on no read that begins may return it. */
        long dead = Long.MAX_VALUE;

        Entry(Write write) {
            this.write = write;
        }
    }

    private final long lba;
    private final List<Entry> entries = new ArrayList<>();
    private long initialDead = Long.MAX_VALUE;
    private @Nullable Write newestConfirmed;
    private @Nullable Write newestSeen;
    private int readsUnderWay;
    /** What was issued before is not known any more. */
    private long forgottenBefore;
    private long droppedForRoom;

    BlockHistory(long lba) {
        this.lba = lba;
    }

    synchronized void issued(Write write) {
        if (entries.size() >= GhostWriteChecker.MAX_HISTORY) {
            droppedForRoom = entries.removeFirst().write.generation;
        }
        entries.add(new Entry(write));
    }

    synchronized void readBegins() {
        readsUnderWay++;
    }

    synchronized void readEnds() {
        readsUnderWay--;
        prune();
    }

    /** A write is known to have been executed: what was over before it was issued must not be seen again. */
    synchronized void confirm(Write write, AtomicLong sequence, boolean seen) {
        long now = sequence.incrementAndGet();
        for (Entry entry : entries) {
            if (entry.dead == Long.MAX_VALUE && isBefore(entry.write, write)) {
                entry.dead = now;
            }
        }
        initialDead = Math.min(initialDead, now);
        if (newestConfirmed == null || newestConfirmed.issued < write.issued) {
            newestConfirmed = write;
        }
        if (seen && (newestSeen == null || newestSeen.issued < write.issued)) {
            newestSeen = write;
        }
        prune();
    }

    private static boolean isBefore(Write old, Write write) {
        return old.over <= write.issued && (old.state != State.UNKNOWN || old.host == write.host);
    }

    private void prune() {
        if (readsUnderWay > 0) {
            return;
        }
        int dead = 0;
        for (Entry entry : entries) {
            if (entry.dead != Long.MAX_VALUE) {
                dead++;
            }
        }
        for (int i = 0; dead > GhostWriteChecker.REMEMBERED;) {
            Entry entry = entries.get(i);
            if (entry.dead != Long.MAX_VALUE) {
                forgottenBefore = Math.max(forgottenBefore, entry.write.generation);
                entries.remove(i);
                dead--;
            } else {
                i++;
            }
        }
    }

    /** A read that began at {@code begun} has returned a generation. */
    synchronized Verdict seen(long generation, long begun, AtomicLong sequence) {
        for (Entry entry : entries) {
            if (entry.write.generation == generation && !entry.write.zeroes) {
                return judge(entry, begun, sequence);
            }
        }
        if (generation <= droppedForRoom) {
            return Verdict.FORGOTTEN;
        }
        return generation <= forgottenBefore ? forgotten(generation) : Verdict.NEVER_ISSUED;
    }

    /** A read that began at {@code begun} has returned zeroes. */
    synchronized Verdict seenZero(long begun, AtomicLong sequence) {
        if (initialDead > begun) {
            return Verdict.RIGHT;
        }
        Entry last = null;
        for (Entry entry : entries) {
            if (entry.write.zeroes && (last == null || (entry.dead > begun && entry.write.state != State.NOT_EXECUTED))) {
                last = entry;
            }
        }
        return last == null ? old("zeroes, as at first", newestSeen != null) : judge(last, begun, sequence);
    }

    private Verdict judge(Entry entry, long begun, AtomicLong sequence) {
        Write write = entry.write;
        if (write.state == State.NOT_EXECUTED) {
            return new Verdict(Kind.NOT_EXECUTED, write.toString(), "");
        }
        if (entry.dead <= begun) {
            return old(write.toString(), newestSeen != null && isBefore(write, newestSeen));
        }
        // A value that is returned by several reads is confirmed once: the newest of them is what counts.
        if (newestSeen != write && !write.zeroes) {
            confirm(write, sequence, true);
        }
        return Verdict.RIGHT;
    }

    private Verdict old(String text, boolean wentBack) {
        return new Verdict(wentBack ? Kind.OLD_AFTER_NEWER_WAS_SEEN : Kind.OLD, text,
                String.valueOf(wentBack ? newestSeen : newestConfirmed));
    }

    /** An old one of which the stamp alone is left. */
    private Verdict forgotten(long generation) {
        return old("", newestSeen != null && newestSeen.generation > generation);
    }

    synchronized boolean initialMayBeSeen(long begun) {
        return initialDead > begun;
    }

    synchronized String newest() {
        return newestConfirmed == null ? "what was there at first" : newestConfirmed.toString();
    }

    /** What a block is made of whose head is from one write and whose checksum is wrong. */
    synchronized String describeTorn(Stamp head, MemorySegment block) {
        long from = head.firstDifference(block);
        String text = "its head is from generation " + head.generation() + " of host " + head.host() + " lane " + head.lane()
                + (from < 0 ? ", and so is its body; the checksum is wrong" : ", from byte " + from + " on it is not");
        String tail = tail(block);
        return tail == null || from < 0 ? text : text + "; its end is from " + tail;
    }

    /** What a block is made of whose head was never stamped; null: no part of it is known. */
    synchronized @Nullable String describeTail(MemorySegment block) {
        String tail = tail(block);
        return tail == null ? null : "its head is from nobody, its end from " + tail;
    }

    private @Nullable String tail(MemorySegment block) {
        for (Entry entry : entries) {
            if (!entry.write.zeroes && entry.write.stampOf(lba).hasTailIn(block)) {
                return entry.write.toString();
            }
        }
        return null;
    }
}
