package io.fenceline.assembly.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fenceline.assembly.failovers.Mark;
import io.fenceline.assembly.failovers.Story;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The moments of a failover, a line each. */
final class TimelineText {
    private static final double NS_PER_MS = 1e6;

    private TimelineText() {
    }

    /** Lines for people; times since the host noticed the loss. */
    static List<String> lines(Shell shell, Story story) {
        List<String> lines = new ArrayList<>();
        for (Mark mark : Mark.of(story)) {
            boolean target = mark.side() == Mark.Side.TARGET;
            String line = String.format(Locale.ROOT, "%12s  %s  ", offset(mark.atNs()), target ? "  ◂ target" : "host ▸   ");
            String what = mark.what();
            lines.add((target ? shell.other(line) + shell.other(what) : line + weight(shell, mark, what))
                    + (mark.note().isEmpty() ? "" : "  " + shell.faint(mark.note())));
        }
        if (!story.oneClock()) {
            lines.add(shell.faint("              the two ends have different clocks: the target's times are as exact as these are set"));
        }
        return lines;
    }

    private static String weight(Shell shell, Mark mark, String what) {
        return switch (mark.label()) {
            case "detected" -> shell.odd(what);
            case "fenced", "first-retry", "reconnected" -> shell.good(what);
            case "reset-failed", "refused", "failed-fast", "removed" -> shell.bad(what);
            default -> what;
        };
    }

    /** Milliseconds with a sign. */
    static String offset(long ns) {
        return ns == 0 ? "0.00 ms" : String.format(Locale.ROOT, "%+,.2f ms", ns / NS_PER_MS).replace('-', '−');
    }

    /** As an array of objects. */
    static void json(JsonGenerator out, String name, Story story) throws IOException {
        out.writeArrayFieldStart(name);
        for (Mark mark : Mark.of(story)) {
            out.writeStartObject();
            out.writeNumberField("offsetMs", mark.atNs() / NS_PER_MS);
            out.writeStringField("side", mark.side().name().toLowerCase(Locale.ROOT));
            out.writeStringField("kind", mark.label());
            out.writeStringField("note", mark.note());
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
