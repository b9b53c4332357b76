package io.fenceline.core.target.engine.controller;

import io.fenceline.wire.CrossControllerResetLog;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The Cross-Controller Resets that were asked for through one controller, the source (NVM Express Base 2.3, 5.2.12.3.1). Belongs
 * to the conductor, as the events do: an entry ends and its event is raised, a page is made and the event's mask is cleared,
 * each in one task, so that no end falls between a page that does not show it and a mask that hides it.
 */
final class ResetLog {
    private final AsyncEvents events;
    private final List<ResetEntry> entries = new ArrayList<>();

    ResetLog(AsyncEvents events) {
        this.events = events;
    }

    /** Adds one that is pending. */
    void add(ResetEntry entry) {
        entries.add(entry);
    }

    /** Whether one for this very controller has not ended. */
    boolean isPending(Controller impacted) {
        return entries.stream().anyMatch(entry -> entry.isPending() && entry.impacted() == impacted);
    }

    int pending() {
        return (int) entries.stream().filter(ResetEntry::isPending).count();
    }

    boolean isFull() {
        return entries.size() >= CrossControllerResetLog.MAX_ENTRIES;
    }

    /** One has ended; if it is still in the log, its host hears of it. */
    void ended(ResetEntry entry) {
        if (entries.contains(entry)) {
            events.raise(ControllerEvent.CROSS_CONTROLLER_RESET_COMPLETED);
        }
    }

    /** The source is ready again: what has ended is of its former life. What is pending stays, and counts. */
    void removeEnded() {
        entries.removeIf(entry -> !entry.isPending());
    }

    /** The source is lost: there is nobody to tell. */
    void clear() {
        entries.clear();
    }

    byte[] page() {
        byte[] page = new byte[CrossControllerResetLog.BYTES];
        MemorySegment log = MemorySegment.ofArray(page);
        CrossControllerResetLog.NE.put(log, entries.size());
        for (int i = 0; i < entries.size(); i++) {
            entries.get(i).put(CrossControllerResetLog.entry(log, i));
        }
        return page;
    }

    /** Remove Completed: those that have ended and that the host has just been shown; an end it has not seen stays. */
    void removeShown(long offset, long bytes) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            long at = CrossControllerResetLog.HEADER_BYTES + (long) i * CrossControllerResetLog.ENTRY_BYTES;
            boolean shown = at >= offset && at + CrossControllerResetLog.ENTRY_BYTES <= offset + bytes;
            if (shown && !entries.get(i).isPending()) {
                entries.remove(i);
            }
        }
    }
}
