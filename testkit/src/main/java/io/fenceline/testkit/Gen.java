package io.fenceline.testkit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;

/** Draws values from a seed. One thread. */
public final class Gen {
    private final SplittableRandom random;

    /**
     * Makes one.
     *
     * @param seed the same seed, the same values
     */
    public Gen(long seed) {
        random = new SplittableRandom(seed);
    }

    /**
     * A whole number.
     *
     * @param min least
     * @param max greatest, inclusive
     * @return min to max
     */
    public int between(int min, int max) {
        return (int) between((long) min, (long) max);
    }

    /**
     * A whole number.
     *
     * @param min least
     * @param max greatest, inclusive; below {@link Long#MAX_VALUE}
     * @return min to max
     */
    public long between(long min, long max) {
        return random.nextLong(min, max + 1);
    }

    /**
     * A whole number that is often at or near a bound or a power of two, where mistakes live.
     *
     * @param min least
     * @param max greatest, inclusive
     * @return min to max
     */
    public int edgy(int min, int max) {
        int value = switch (random.nextInt(6)) {
            case 0 -> min;
            case 1 -> max;
            case 2 -> min + random.nextInt(3);
            case 3 -> max - random.nextInt(3);
            case 4 -> (1 << random.nextInt(31)) + random.nextInt(3) - 1;
            default -> between(min, max);
        };
        return value < min || value > max ? between(min, max) : value;
    }

    /**
     * Any long.
     *
     * @return all bits random
     */
    public long anyLong() {
        return random.nextLong();
    }

    /**
     * True now and then.
     *
     * @param percent how often, 0 to 100
     * @return true in about that many of 100 draws
     */
    public boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /**
     * One of some.
     *
     * @param <T> what
     * @param choices not empty
     * @return one of them
     */
    public <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /**
     * A list.
     *
     * @param <T> of what
     * @param size how long
     * @param one draws one
     * @return as many draws
     */
    public <T> List<T> list(int size, Function<Gen, T> one) {
        List<T> all = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            all.add(one.apply(this));
        }
        return all;
    }

    /**
     * Random bytes.
     *
     * @param length how many
     * @return a new array
     */
    public byte[] bytes(int length) {
        byte[] all = new byte[length];
        random.nextBytes(all);
        return all;
    }

    /**
     * Fills memory with bytes that follow from a number alone: what a reader checks with {@link #mismatch}.
     *
     * @param memory all of it is filled
     * @param key the same key, the same bytes
     */
    public static void fill(MemorySegment memory, long key) {
        for (long i = 0; i < memory.byteSize(); i++) {
            memory.set(ValueLayout.JAVA_BYTE, i, patternAt(key, i));
        }
    }

    /**
     * Where memory differs from what {@link #fill} wrote.
     *
     * @param memory all of it is looked at
     * @param key as given to {@link #fill}
     * @return the offset of the first byte that differs; -1: none
     */
    public static long mismatch(MemorySegment memory, long key) {
        for (long i = 0; i < memory.byteSize(); i++) {
            if (memory.get(ValueLayout.JAVA_BYTE, i) != patternAt(key, i)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * The byte that {@link #fill} writes at an offset.
     *
     * @param key the key
     * @param at the offset
     * @return the byte
     */
    public static byte patternAt(long key, long at) {
        long z = (key + at / 8 + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 32) * 0xD6E8FEB86659FD93L;
        return (byte) (z >>> (8 * (at & 7)));
    }

    /**
     * Makes a failing list shorter by leaving out pieces, halves first and single elements last, as long as it goes on
     * failing.
     *
     * @param <T> of what
     * @param failing a list that fails
     * @param fails whether a list fails; must give the same answer each time
     * @return a list that fails, and no longer does when any one element is left out
     */
    public static <T> List<T> shrink(List<T> failing, Predicate<List<T>> fails) {
        List<T> best = new ArrayList<>(failing);
        for (int piece = Math.max(1, best.size() / 2);; piece = Math.max(1, piece / 2)) {
            boolean shorter = false;
            for (int at = 0; at < best.size();) {
                List<T> without = new ArrayList<>(best.subList(0, at));
                without.addAll(best.subList(Math.min(best.size(), at + piece), best.size()));
                if (fails.test(without)) {
                    best = without;
                    shorter = true;
                } else {
                    at += piece;
                }
            }
            if (piece == 1 && !shorter) {
                return best;
            }
        }
    }
}
