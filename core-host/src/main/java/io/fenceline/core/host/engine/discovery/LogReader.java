package io.fenceline.core.host.engine.discovery;

import io.fenceline.wire.DiscoveryEntry;
import io.fenceline.wire.DiscoveryLog;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one Discovery log page in pieces: the header, the entries, the header again, and all of it anew when it has changed
 * meanwhile (NVM Express Base 2.1, 5.1.12.3.1). The asynchronous event stays retained until the last header: what changes later
 * gives a new one, and what changed earlier shows in the generation.
 */
final class LogReader {
    /** More entries are nobody's real answer. */
    static final int MAX_RECORDS = 16_384;
    /** How often the log may change while it is read. */
    static final int MAX_ATTEMPTS = 10;
    /** Greatest piece: larger ones save nothing. */
    static final int MAX_PIECE = 64 << 10;

    /** What comes next. */
    enum Next {
        /** Read {@link #bytes} at {@link #offset}. */
        READ,
        /** The log is complete. */
        DONE,
        /** It makes no sense, or changed all the time: see {@link #failure}. */
        FAILED
    }

    private final int piece;
    private final List<byte[]> entries = new ArrayList<>();
    private boolean header = true;
    private boolean begun;
    private long generation;
    private long count;
    private int attempts;
    private String failure = "";
    private boolean restless;

    /**
     * A new reading.
     *
     * @param maxTransfer bytes that the controller transfers at once, at least 4096
     */
    LogReader(int maxTransfer) {
        piece = Math.clamp(maxTransfer, 4096, MAX_PIECE) / DiscoveryEntry.BYTES;
    }

    long offset() {
        return header ? 0 : DiscoveryLog.entry(entries.size());
    }

    int bytes() {
        return header ? DiscoveryLog.HEADER_BYTES : (int) Math.min(piece, count - entries.size()) * DiscoveryEntry.BYTES;
    }

    /** Whether the event must stay retained (RAE): until the header that may be the last. */
    boolean retain() {
        return !header || !begun;
    }

    /**
     * Takes what was read.
     *
     * @param data {@link #bytes} of it
     * @return what comes next
     */
    Next onData(MemorySegment data) {
        if (!header) {
            for (int at = 0; at < bytesOf(data); at += DiscoveryEntry.BYTES) {
                entries.add(data.asSlice(at, DiscoveryEntry.BYTES).toArray(ValueLayout.JAVA_BYTE));
            }
            header = entries.size() == count;
            return Next.READ;
        }
        long nowGeneration = DiscoveryLog.GENCTR.get(data);
        long nowCount = DiscoveryLog.NUMREC.get(data);
        if (begun && nowGeneration == generation && nowCount == count) {
            return Next.DONE;
        }
        if (DiscoveryLog.RECFMT.get(data) != 0) {
            return fail("the log has record format " + DiscoveryLog.RECFMT.get(data) + "; 0 is known");
        }
        if (nowCount < 0 || nowCount > MAX_RECORDS) {
            return fail("the log claims " + Long.toUnsignedString(nowCount) + " records; at most " + MAX_RECORDS + " are read");
        }
        if (begun && ++attempts == MAX_ATTEMPTS) {
            restless = true;
            return fail("the log changed " + MAX_ATTEMPTS + " times while it was read");
        }
        begun = true;
        generation = nowGeneration;
        count = nowCount;
        entries.clear();
        header = count == 0;
        return Next.READ;
    }

    private static long bytesOf(MemorySegment data) {
        return data.byteSize() / DiscoveryEntry.BYTES * DiscoveryEntry.BYTES;
    }

    private Next fail(String why) {
        failure = why;
        return Next.FAILED;
    }

    long generation() {
        return generation;
    }

    /** The entries, of {@link DiscoveryEntry#BYTES} each. */
    List<byte[]> entries() {
        return List.copyOf(entries);
    }

    String failure() {
        return failure;
    }

    /** Whether it failed because the log changed all the time: it may rest later. */
    boolean isRestless() {
        return restless;
    }
}
