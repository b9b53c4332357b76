package io.fenceline.testkit.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Knows where every buffer of a transport is. Any thread. */
public final class BufferLedger {
    private final Set<TrackedBuffer> out = ConcurrentHashMap.newKeySet();
    private final AtomicLong taken = new AtomicLong();

    BufferLedger() {
    }

    void took(TrackedBuffer buffer) {
        taken.incrementAndGet();
        out.add(buffer);
    }

    void gave(TrackedBuffer buffer) {
        out.remove(buffer);
    }

    /**
     * How many buffers have been taken so far.
     *
     * @return the count
     */
    public long taken() {
        return taken.get();
    }

    /**
     * How many buffers have been taken and not been released.
     *
     * @return the count
     */
    public int outstanding() {
        return out.size();
    }

    /**
     * The buffers that have been taken and not been released.
     *
     * @return a line for each: who owns it, how long it is, and by which calls it was taken
     */
    public List<String> leaks() {
        List<String> lines = new ArrayList<>();
        for (TrackedBuffer buffer : out) {
            lines.add(buffer.describe());
        }
        return lines;
    }

    /**
     * Throws unless all buffers are back.
     *
     * @throws AssertionError that lists the leaks
     */
    public void requireAllBack() {
        List<String> leaks = leaks();
        if (!leaks.isEmpty()) {
            throw new AssertionError(leaks.size() + " buffers have not been released:\n" + String.join("\n", leaks));
        }
    }
}
