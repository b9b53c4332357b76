package io.fenceline.assembly.cli;

import java.io.PrintWriter;

/** A line that changes, for a person at a terminal; nothing elsewhere. */
final class Progress {
    private final PrintWriter out;
    private final boolean shown;
    private boolean dirty;

    Progress(Shell shell, boolean wanted) {
        out = shell.out();
        shown = wanted && shell.colours();
    }

    /** Puts a line in the place of the last. */
    void show(String line) {
        if (shown) {
            out.print("\r" + line + "\u001b[K");
            out.flush();
            dirty = true;
        }
    }

    /** Makes room for lines that stay. */
    void clear() {
        if (dirty) {
            out.print("\r\u001b[K");
            out.flush();
            dirty = false;
        }
    }
}
