package io.fenceline.assembly.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that somebody may have meant. */
final class Nearest {
    /** Longer words are nobody's slip of the finger, and the work grows with their length. */
    private static final int MAX_LENGTH = 64;

    private Nearest() {
    }

    /** The word that differs least; none when all differ in more than a third of their letters. */
    static Optional<String> of(String given, Collection<String> words) {
        if (given.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String word : words) {
            int distance = distance(given.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                best = word;
            }
        }
        return best == null || least > Math.max(1, best.length() / 3) ? Optional.empty() : Optional.of(best);
    }

    /** Letters to insert, remove, replace, or exchange with the next, after Damerau and Levenshtein. */
    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] oldest = before;
            before = last;
            last = row;
            row = oldest;
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
        }
        return row[b.length()];
    }
}
