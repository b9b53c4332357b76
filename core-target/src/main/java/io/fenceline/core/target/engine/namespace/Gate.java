package io.fenceline.core.target.engine.namespace;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Who is inside a namespace. Ordinary commands do not exclude each other; a fused Compare and Write excludes every command
 * whose range overlaps its own, of any queue (NVM Express Base 2.1, 3.4.2; NVM Command Set 1.1, 2.1.4.1); and a write that has
 * been guarded, because it is late, excludes writes that come after that and overlap it, so that it cannot land over newer data.
 *
 * <p>
 * The frequent case is a store to the command's own access and a load of {@code attention}, which is zero; a command that
 * wants more than that raises {@code attention} first and then looks at every access. Both sides store before they load,
 * sequentially consistent, so that at least one sees the other. Everything after that is under a lock, and nothing blocks:
 * who has to wait is called back, in order of arrival where ranges overlap.
 */
final class Gate {
    private final CopyOnWriteArrayList<Lane> lanes = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();
    // Under the lock:
    private final List<Access> exclusives = new ArrayList<>();
    private final List<Access> late = new ArrayList<>();
    private final List<Access> waiting = new ArrayList<>();
    private final List<Runnable> whenIdle = new ArrayList<>();
    private boolean retired;
    /** Exclusive commands inside or waiting, guarded writes, and one for being retired. Written under the lock. */
    private volatile int attention;

    /** Whether entries cost a store and a look, and nothing more. */
    boolean isQuiet() {
        return attention == 0;
    }

    void join(Lane lane) {
        lanes.addIfAbsent(lane);
    }

    void part(Lane lane) {
        lanes.remove(lane);
    }

    Namespace.Entry enter(Access access) {
        if (!access.exclusive) {
            access.state(Access.ACTIVE);
            if (attention == 0) {
                return Namespace.Entry.GRANTED;
            }
        }
        return enterWithAttention(access);
    }

    private Namespace.Entry enterWithAttention(Access access) {
        Namespace.Entry entry;
        List<Access> granted = new ArrayList<>();
        List<Runnable> idle;
        synchronized (lock) {
            if (retired) {
                access.state(Access.IDLE);
                entry = Namespace.Entry.REFUSED;
            } else {
                // The order of these stores matters: attention is up before any look at the others.
                if (access.exclusive) {
                    attention++;
                }
                access.state(Access.WAITING);
                if (mayEnter(access, waiting.size())) {
                    admit(access);
                    entry = Namespace.Entry.GRANTED;
                } else {
                    waiting.add(access);
                    entry = Namespace.Entry.WAITING;
                }
            }
            // An ordinary access was visible as active for a moment, and an exclusive one may have begun to wait for it.
            promote(granted);
            idle = takeIdle();
        }
        tell(granted, idle);
        return entry;
    }

    void leave(Access access) {
        boolean exclusive = access.exclusive;
        access.state(Access.IDLE);
        if (exclusive || attention != 0) {
            leaveWithAttention(access, exclusive);
        }
    }

    private void leaveWithAttention(Access access, boolean exclusive) {
        List<Access> granted = new ArrayList<>();
        List<Runnable> idle;
        synchronized (lock) {
            if (exclusive) {
                exclusives.remove(access);
                attention--;
            } else if (late.remove(access)) {
                attention--;
            }
            promote(granted);
            idle = takeIdle();
        }
        tell(granted, idle);
    }

    /** From now on, overlapping writes wait. Those that are inside already stay: they came before. */
    boolean guard(Access access) {
        synchronized (lock) {
            // An exclusive one keeps all others out anyway.
            if (access.exclusive || access.state() != Access.ACTIVE || late.contains(access)) {
                return false;
            }
            late.add(access);
            attention++;
            return true;
        }
    }

    boolean withdraw(Access access) {
        List<Access> granted = new ArrayList<>();
        List<Runnable> idle;
        synchronized (lock) {
            if (!waiting.remove(access)) {
                return false;
            }
            access.state(Access.IDLE);
            if (access.exclusive) {
                attention--;
            }
            promote(granted);
            idle = takeIdle();
        }
        tell(granted, idle);
        return true;
    }

    void retire(Runnable task) {
        List<Runnable> idle;
        synchronized (lock) {
            if (!retired) {
                retired = true;
                attention++;
            }
            whenIdle.add(task);
            idle = takeIdle();
        }
        tell(List.of(), idle);
    }

    private void admit(Access access) {
        access.state(Access.ACTIVE);
        if (access.exclusive) {
            exclusives.add(access);
        }
    }

    /**
     * Whether nothing stands in the way: not an exclusive command inside, not one that waits longer, for a write not a guarded
     * one, and for an exclusive one nobody at all.
     */
    private boolean mayEnter(Access access, int before) {
        for (Access inside : exclusives) {
            if (inside.overlaps(access)) {
                return false;
            }
        }
        if (access.writing) {
            for (Access write : late) {
                if (write.overlaps(access)) {
                    return false;
                }
            }
        }
        for (int i = 0; i < before; i++) {
            Access earlier = waiting.get(i);
            if ((earlier.exclusive || access.exclusive) && earlier.overlaps(access)) {
                return false;
            }
        }
        return !access.exclusive || active(access) == null;
    }

    /** Lets in who waits, in order of arrival. */
    private void promote(List<Access> granted) {
        int i = 0;
        while (i < waiting.size()) {
            Access access = waiting.get(i);
            if (mayEnter(access, i)) {
                waiting.remove(i);
                admit(access);
                granted.add(access);
            } else {
                i++;
            }
        }
    }

    /**
     * An access that is inside and overlaps; any that is inside if {@code like} is null. If an access ends and begins anew
     * while this looks at it, the old use need not be found any more, and the new one has seen the attention count.
     */
    private @Nullable Access active(@Nullable Access like) {
        for (Lane lane : lanes) {
            for (int slot = lane.used() - 1; slot >= 0; slot--) {
                Access access = lane.get(slot);
                if (access != null && access.state() == Access.ACTIVE && access.gate == this
                        && (like == null || access.overlaps(like))) {
                    return access;
                }
            }
        }
        return null;
    }

    private List<Runnable> takeIdle() {
        if (!retired || whenIdle.isEmpty() || !waiting.isEmpty() || active(null) != null) {
            return List.of();
        }
        List<Runnable> tasks = List.copyOf(whenIdle);
        whenIdle.clear();
        return tasks;
    }

    private static void tell(List<Access> granted, List<Runnable> idle) {
        granted.forEach(Access::granted);
        idle.forEach(Runnable::run);
    }
}
