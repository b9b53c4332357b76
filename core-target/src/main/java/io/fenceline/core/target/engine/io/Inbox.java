package io.fenceline.core.target.engine.io;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Commands on which something has happened away from the loop: a back end has completed a request, a gate has let one in.
 * Any thread puts, the loop takes all at once, so that a burst of completions wakes the loop once.
 */
final class Inbox {
    private final AtomicReference<@Nullable IoCommand> newest = new AtomicReference<>();

    /**
     * Puts a command in, which is not in here.
     *
     * @return whether the inbox was empty: the loop has to be told
     */
    boolean put(IoCommand command) {
        IoCommand before;
        do {
            before = newest.get();
            command.inboxNext = before;
        } while (!newest.compareAndSet(before, command));
        return before == null;
    }

    /** Moves all to the end of a list, oldest first. */
    void drainTo(CommandList list) {
        IoCommand command = newest.getAndSet(null);
        IoCommand oldest = null;
        while (command != null) {
            IoCommand before = command.inboxNext;
            command.inboxNext = oldest;
            oldest = command;
            command = before;
        }
        while (oldest != null) {
            IoCommand following = oldest.inboxNext;
            oldest.inboxNext = null;
            list.add(oldest);
            oldest = following;
        }
    }
}
