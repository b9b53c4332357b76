package io.fenceline.core.host.runtime;

import org.jspecify.annotations.Nullable;

/** Words of others, fit for one line of a timeline. */
final class Lines {
    /** What is shown of a line. */
    static final int LONGEST = 200;

    private Lines() {
    }

    /** One line without control characters; never null, never longer than {@link #LONGEST}. */
    static String of(@Nullable String text) {
        if (text == null) {
            return "";
        }
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length() && line.length() < LONGEST; i++) {
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) ? ' ' : c);
        }
        return line.toString().strip();
    }

    /** What was thrown, even where its own words cannot be had. */
    static String of(Throwable thrown) {
        try {
            return of(thrown.toString());
        } catch (Throwable worse) {
            return thrown.getClass().getName();
        }
    }
}
