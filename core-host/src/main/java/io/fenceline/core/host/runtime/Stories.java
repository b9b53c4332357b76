package io.fenceline.core.host.runtime;

import io.fenceline.api.host.Failover;
import io.fenceline.core.host.engine.fence.Story;
import java.util.ArrayDeque;
import java.util.List;

/** The last failovers of a host. On the control loop. */
final class Stories {
    /** How many are kept. */
    static final int MOST = 1024;

    private final ArrayDeque<Story> stories = new ArrayDeque<>();

    void add(Story story) {
        if (stories.size() == MOST) {
            stories.removeFirst();
        }
        stories.addLast(story);
    }

    List<Failover> pictures() {
        return stories.stream().map(Story::picture).toList();
    }
}
