package io.fenceline.core.target.engine.namespace;

import org.jspecify.annotations.Nullable;

/**
 * Blocks that a Write Uncorrectable has marked (NVM Command Set 1.1, 3.3.7): reading one fails until it is written again.
 * Kept in memory: a restart of the target forgets them, and the data that was there before is readable again. Looking is
 * free while there are none.
 */
public final class UncorrectableRanges {
    /** How many separate ranges a namespace keeps; 16 bytes each. A command that would make more is refused. */
    public static final int MAX_RANGES = 4096;

    /** First and last block of each range, ascending, neither overlapping nor touching; null: none. */
    private volatile long @Nullable [] ranges;

    UncorrectableRanges() {
    }

    /**
     * Whether a range has a marked block.
     *
     * @param first first block
     * @param count how many, at least 1
     * @return whether reading it has to fail
     */
    public boolean touches(long first, long count) {
        long[] now = ranges;
        if (now == null) {
            return false;
        }
        int at = find(now, first);
        return at < now.length && now[at] <= first + count - 1;
    }

    /**
     * Marks a range.
     *
     * @param first first block
     * @param count how many, at least 1
     * @return whether it is marked; false: there are {@link #MAX_RANGES} already, and nothing has changed
     */
    public synchronized boolean mark(long first, long count) {
        long last = first + count - 1;
        long[] now = ranges;
        if (now == null) {
            ranges = new long[]{first, last};
            return true;
        }
        // Ranges that overlap or touch become one.
        int from = find(now, first == 0 ? 0 : first - 1);
        int to = from;
        long low = first;
        long high = last;
        while (to < now.length && (now[to] <= last || now[to] - 1 == last)) {
            low = Math.min(low, now[to]);
            high = Math.max(high, now[to + 1]);
            to += 2;
        }
        if (now.length - (to - from) + 2 > 2 * MAX_RANGES) {
            return false;
        }
        ranges = replace(now, from, to, low, high);
        return true;
    }

    /**
     * Unmarks a range: it has been written. If a piece in the middle of a range would make one range too many, the shorter
     * rest is unmarked too, since what was written must be readable.
     *
     * @param first first block
     * @param count how many, at least 1
     */
    public void clear(long first, long count) {
        if (touches(first, count)) {
            clearSome(first, first + count - 1);
        }
    }

    private synchronized void clearSome(long first, long last) {
        long[] now = ranges;
        if (now == null) {
            return;
        }
        int from = find(now, first);
        int to = from;
        while (to < now.length && now[to] <= last) {
            to += 2;
        }
        if (to == from) {
            return;
        }
        boolean left = now[from] < first;
        boolean right = now[to - 1] > last;
        if (left && right && now.length - (to - from) + 4 > 2 * MAX_RANGES) {
            left = first - now[from] >= now[to - 1] - last;
            right = !left;
        }
        long[] rest = new long[(left ? 2 : 0) + (right ? 2 : 0)];
        int n = 0;
        if (left) {
            rest[n++] = now[from];
            rest[n++] = first - 1;
        }
        if (right) {
            rest[n++] = last + 1;
            rest[n] = now[to - 1];
        }
        long[] next = replace(now, from, to, rest);
        ranges = next.length == 0 ? null : next;
    }

    /** Index of the first range whose last block is not before {@code block}; the length if there is none. */
    private static int find(long[] ranges, long block) {
        int low = 0;
        int high = ranges.length / 2;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ranges[2 * middle + 1] < block) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return 2 * low;
    }

    private static long[] replace(long[] ranges, int from, int to, long... by) {
        long[] next = new long[ranges.length - (to - from) + by.length];
        System.arraycopy(ranges, 0, next, 0, from);
        System.arraycopy(by, 0, next, from, by.length);
        System.arraycopy(ranges, to, next, from + by.length, ranges.length - to);
        return next;
    }
}
