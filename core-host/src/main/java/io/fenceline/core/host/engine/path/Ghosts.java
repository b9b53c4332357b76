package io.fenceline.core.host.engine.path;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes whose caller has been told that their outcome is unknown while they may still be executed. What touches their blocks
 * waits until they are over: else a late old write could land over a new one (ccr.md H18). Any thread.
 */
final class Ghosts {
    private record Ghost(long lba, long end, Object until) {
    }

    private final List<Ghost> ghosts = new ArrayList<>();
    private volatile int count;

    boolean isEmpty() {
        return count == 0;
    }

    synchronized void add(long lba, long blocks, Object until) {
        ghosts.add(new Ghost(lba, lba + blocks, until));
        count = ghosts.size();
    }

    /** Whether something may still be written to a range. */
    synchronized boolean touch(long lba, long blocks) {
        for (Ghost ghost : ghosts) {
            if (lba < ghost.end && lba + blocks > ghost.lba) {
                return true;
            }
        }
        return false;
    }

    /** Those are over. */
    synchronized boolean remove(Object until) {
        boolean any = ghosts.removeIf(ghost -> ghost.until.equals(until));
        count = ghosts.size();
        return any;
    }
}
