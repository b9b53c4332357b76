package io.fenceline.tck.transport;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Collects what was done against the rules; on whatever thread it happened, the test fails for it. */
final class Rules {
    private final List<String> broken = new CopyOnWriteArrayList<>();

    void require(boolean holds, String rule) {
        if (!holds) {
            broken.add(rule + " (on " + Thread.currentThread().getName() + ")");
        }
    }

    void broken(String rule, Throwable cause) {
        broken.add(rule + ": " + cause + " at " + (cause.getStackTrace().length > 0 ? cause.getStackTrace()[0] : "?"));
    }

    List<String> all() {
        return List.copyOf(broken);
    }

    void forgive() {
        broken.clear();
    }
}
