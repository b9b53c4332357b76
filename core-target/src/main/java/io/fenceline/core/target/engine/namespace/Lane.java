package io.fenceline.core.target.engine.namespace;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The accesses of one queue, registered with every namespace that the queue has used: what a namespace looks through in
 * the rare case that it must know who is inside. Thereby the frequent case writes only memory of its own queue.
 */
public final class Lane {
    private final AtomicReferenceArray<@Nullable Access> accesses;
    private volatile int used;

    /**
     * Makes one.
     *
     * @param slots how many accesses there may be
     */
    public Lane(int slots) {
        accesses = new AtomicReferenceArray<>(slots);
    }

    /**
     * Shows an access to the gates. Called on the queue's loop, before the first use of the access.
     *
     * @param slot its slot, not in use yet
     * @param access the access
     */
    public void add(int slot, Access access) {
        accesses.set(slot, access);
        if (slot >= used) {
            used = slot + 1;
        }
    }

    int used() {
        return used;
    }

    @Nullable
    Access get(int slot) {
        return accesses.get(slot);
    }
}
