package io.fenceline.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a random test starts from. A failing run is repeated with the one line that {@link #toString} gives.
 *
 * @param value the number
 */
public record Seed(long value) {
    /** The system property that replaces every seed. */
    public static final String PROPERTY = "fenceline.seed";

    /**
     * The seed of the system property, or else a new one. It is printed, so that a run that fails can be repeated.
     *
     * @return the seed
     */
    public static Seed next() {
        Long given = Long.getLong(PROPERTY);
        Seed seed = new Seed(given != null ? given : mix(System.nanoTime() ^ System.identityHashCode(new Object())));
        System.out.println(seed);
        return seed;
    }

    /**
     * The seed of the system property, or else a fixed one: for tests that are to be the same in every run unless asked.
     *
     * @param fixed used without the property
     * @return the seed
     */
    public static Seed or(long fixed) {
        Long given = Long.getLong(PROPERTY);
        return new Seed(given != null ? given : fixed);
    }

    /**
     * The seeds that once found something, and are run always: numbers in a text resource, one in a line, {@code #} begins a
     * comment. With the system property set, that seed alone.
     *
     * @param near the class beside which the resource lies
     * @param resource its name, such as {@code regression.seeds}
     * @return the seeds in the order of the file
     */
    public static List<Seed> regression(Class<?> near, String resource) {
        Long given = Long.getLong(PROPERTY);
        if (given != null) {
            return List.of(new Seed(given));
        }
        List<Seed> seeds = new ArrayList<>();
        try (InputStream in = near.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + resource + " beside " + near.getName());
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int comment = line.indexOf('#');
                String number = (comment < 0 ? line : line.substring(0, comment)).strip();
                if (!number.isEmpty()) {
                    seeds.add(new Seed(Long.decode(number)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(seeds);
    }

    /**
     * Another seed that follows from this one: for the parts of a test, so that one part drawing more does not change the
     * others.
     *
     * @param n which part
     * @return the seed
     */
    public Seed part(long n) {
        return new Seed(mix(value + 0x9E3779B97F4A7C15L * (n + 1)));
    }

    /**
     * A generator that starts here.
     *
     * @return a new one
     */
    public Gen gen() {
        return new Gen(value);
    }

    private static long mix(long z) {
        long y = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        y = (y ^ y >>> 27) * 0x94D049BB133111EBL;
        return y ^ y >>> 31;
    }

    /** The line that replays: {@code seed 42, repeat with -Dfenceline.seed=42}. */
    @Override
    public String toString() {
        return "seed " + value + ", repeat with -D" + PROPERTY + "=" + value;
    }
}
