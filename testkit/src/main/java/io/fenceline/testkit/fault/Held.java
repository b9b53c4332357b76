package io.fenceline.testkit.fault;

import io.fenceline.spi.backend.BackendContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** What a queue pair has to do later: delayed, stalled and dropped events. On its loop only. */
final class Held {
    private final BackendContext.Timer timer;
    private final Executor loop;
    private final List<ArrayDeque<Runnable>> pending = new ArrayList<>();
    private final Map<FaultRule, ArrayDeque<Runnable>> stalling = new LinkedHashMap<>();
    private boolean over;

    Held(BackendContext.Timer timer, Executor loop) {
        this.timer = timer;
        this.loop = loop;
    }

    /** The rule that is stalling such events now. */
    @Nullable
    FaultRule stalling(FaultPoint point, int qid, int op) {
        for (FaultRule rule : stalling.keySet()) {
            if (rule.matches(point, qid, op, -1)) {
                return rule;
            }
        }
        return null;
    }

    /** Runs a task when a delay or a stall is over, or as soon as the connection has ended. */
    void later(FaultRule rule, Runnable task) {
        if (over) {
            task.run();
            return;
        }
        ArrayDeque<Runnable> tasks = stalling.get(rule);
        if (tasks == null) {
            tasks = new ArrayDeque<>();
            pending.add(tasks);
            if (rule.action() == FaultAction.STALL) {
                stalling.put(rule, tasks);
            }
            if (rule.amount() > 0) {
                ArrayDeque<Runnable> due = tasks;
                timer.schedule(() -> execute(() -> {
                    pending.remove(due);
                    stalling.remove(rule, due);
                    drain(due);
                }), rule.amount());
            }
        }
        tasks.add(task);
    }

    /** Runs a task only when the connection has ended. */
    void never(Runnable task) {
        if (over) {
            task.run();
        } else {
            pending.add(new ArrayDeque<>(List.of(task)));
        }
    }

    private static void drain(ArrayDeque<Runnable> tasks) {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Runs a task on the loop; when the loop takes none any more, the transport is closed and nobody waits for it. */
    void execute(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            over = true;
        }
    }

    /** The connection has ended: everything that is held runs now, and finds out. */
    void release() {
        over = true;
        stalling.clear();
        List<ArrayDeque<Runnable>> all = List.copyOf(pending);
        pending.clear();
        all.forEach(Held::drain);
    }
}
