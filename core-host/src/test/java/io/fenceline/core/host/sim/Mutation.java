package io.fenceline.core.host.sim;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A bug made on purpose. In the files {@code mutations.txt} and {@code hazards.txt}: a line {@code = name}, what it is in lines that
 * begin with {@code #}, then {@code source} and {@code seed}, in the second file also {@code hazard} and {@code says}, then lines to find
 * that begin with {@code -} and lines to put in their place that begin with {@code +}. Indentation of the lines to find does not count.
 *
 * @param name what it is
 * @param source the source file, beneath src/main/java
 * @param seed of a world that catches it; 0: not known yet
 * @param hazard which rule is removed, such as H1; empty: the bug is for drawn worlds
 * @param says a piece of what is said when it is caught
 * @param find lines of the source
 * @param replace lines in their place
 */
public record Mutation(String name, String source, long seed, String hazard, String says, List<String> find, List<String> replace) {
    /** Of drawn worlds. */
    static List<Mutation> all() {
        return read("mutations.txt");
    }

    /** Rules of hazards that are removed. */
    public static List<Mutation> ofHazards() {
        return read("hazards.txt");
    }

    private static List<Mutation> read(String file) {
        try (InputStream in = Objects.requireNonNull(Mutation.class.getResourceAsStream(file), file)) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Mutation> parse(String text) {
        List<Mutation> all = new ArrayList<>();
        for (String part : text.split("(?m)^= ")) {
            List<String> lines = part.lines().toList();
            if (!lines.isEmpty() && !part.startsWith("#")) {
                all.add(one(lines));
            }
        }
        return all;
    }

    private static Mutation one(List<String> lines) {
        String source = "";
        long seed = 0;
        String hazard = "";
        String says = "";
        List<String> find = new ArrayList<>();
        List<String> replace = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            if (line.startsWith("source ")) {
                source = line.substring(7).strip();
            } else if (line.startsWith("seed ")) {
                seed = Long.parseLong(line.substring(5).strip());
            } else if (line.startsWith("hazard ")) {
                hazard = line.substring(7).strip();
            } else if (line.startsWith("says ")) {
                says = line.substring(5).strip();
            } else if (line.startsWith("- ")) {
                find.add(line.substring(2).strip());
            } else if (line.startsWith("+ ")) {
                replace.add(line.substring(2));
            } else if (!line.isBlank() && !line.startsWith("#") && !line.equals("+")) {
                throw new IllegalArgumentException("mutation " + lines.getFirst() + ": '" + line
                        + "': a line that begins with source, seed, hazard, says, '- ', '+ ' or '#' is wanted");
            }
        }
        return new Mutation(lines.getFirst().strip(), source, seed, hazard, says, List.copyOf(find), List.copyOf(replace));
    }

    /** The source with the bug. */
    String apply(String original) {
        List<String> lines = original.lines().toList();
        int found = -1;
        for (int at = 0; at + find.size() <= lines.size(); at++) {
            if (matches(lines, at)) {
                if (found >= 0) {
                    throw new AssertionError("mutation '" + name + "': its text is found more than once in " + source + ": " + find);
                }
                found = at;
            }
        }
        if (found < 0 || find.isEmpty()) {
            throw new AssertionError("mutation '" + name + "': its text is not found in " + source + " any more; change its list"
                    + " to fit the source: " + find);
        }
        List<String> changed = new ArrayList<>(lines.subList(0, found));
        changed.addAll(replace);
        changed.addAll(lines.subList(found + find.size(), lines.size()));
        return String.join("\n", changed) + "\n";
    }

    private boolean matches(List<String> lines, int at) {
        for (int i = 0; i < find.size(); i++) {
            if (!lines.get(at + i).strip().equals(find.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return name;
    }
}
