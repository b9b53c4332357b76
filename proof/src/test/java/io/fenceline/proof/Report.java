package io.fenceline.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables of docs/proof.md: made from a run, printed, and compared with what the page says. */
final class Report {
    private static final Path PAGE = Path.of("..", "docs", "proof.md");

    private final List<String> rows = new ArrayList<>();
    private final String name;
    private long ms;

    Report(String name) {
        this.name = name;
    }

    /** A row without times, which differ from run to run; they are printed beside it. */
    void row(Tlc.Result result, String... cells) {
        ms += result.ms();
        String row = "| " + String.join(" | ", cells) + " | " + number(result.distinct()) + " | " + number(result.states()) + " | "
                + result.depth() + " |";
        rows.add(row);
        System.out.println(row + " " + result.ms() + " ms");
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /**
     * What the page has in the table of this name, unless it is to be written: {@code -Dfenceline.proof.write=true}.
     *
     * @return the rows of the page
     */
    List<String> page() {
        try {
            List<String> lines = Files.readAllLines(PAGE);
            int begin = lines.indexOf("<!-- table: " + name + " -->");
            int end = begin < 0 ? -1 : lines.subList(begin, lines.size()).indexOf("<!-- end -->") + begin;
            if (begin < 0 || end < begin) {
                throw new IllegalStateException(PAGE + " has no table \"" + name + "\"");
            }
            // Two lines of headings come first.
            int first = begin + 3;
            if (Boolean.getBoolean("fenceline.proof.write")) {
                List<String> written = new ArrayList<>(lines.subList(0, first));
                written.addAll(rows);
                written.addAll(lines.subList(end, lines.size()));
                Files.write(PAGE, written);
                return List.copyOf(rows);
            }
            return List.copyOf(lines.subList(first, end));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> rows() {
        return List.copyOf(rows);
    }

    void printTotal() {
        System.out.println("TLC: " + rows.size() + " runs of table \"" + name + "\" in " + ms + " ms");
    }
}
