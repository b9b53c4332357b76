package io.fenceline.core.target.engine.io;

import org.jspecify.annotations.Nullable;

/** Commands in the order in which they came, linked through themselves. A command is in one list at most. */
final class CommandList {
    private @Nullable IoCommand first;
    private @Nullable IoCommand last;

    boolean isEmpty() {
        return first == null;
    }

    @Nullable
    IoCommand first() {
        return first;
    }

    void add(IoCommand command) {
        command.next = null;
        if (last == null) {
            first = command;
        } else {
            last.next = command;
        }
        last = command;
    }

    @Nullable
    IoCommand poll() {
        IoCommand head = first;
        if (head != null) {
            first = head.next;
            head.next = null;
            if (first == null) {
                last = null;
            }
        }
        return head;
    }

    /** Takes a command out wherever it is; rare. */
    void remove(IoCommand command) {
        IoCommand before = null;
        for (IoCommand c = first; c != null; before = c, c = c.next) {
            if (c == command) {
                if (before == null) {
                    first = c.next;
                } else {
                    before.next = c.next;
                }
                if (last == c) {
                    last = before;
                }
                c.next = null;
                return;
            }
        }
    }
}
