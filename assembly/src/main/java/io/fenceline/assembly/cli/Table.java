package io.fenceline.assembly.cli;

import java.util.List;
import java.util.stream.Collectors;

/** Rows in columns. */
final class Table {
    private Table() {
    }

    /** Each column as wide as its widest cell, two blanks between columns, nothing at the ends of lines. */
    static String of(List<List<String>> rows) {
        int columns = rows.isEmpty() ? 0 : rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
            }
            return line.toString().stripTrailing();
        }).collect(Collectors.joining("\n"));
    }
}
