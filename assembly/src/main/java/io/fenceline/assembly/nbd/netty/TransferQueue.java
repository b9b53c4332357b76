package io.fenceline.assembly.nbd.netty;

import io.fenceline.assembly.nbd.engine.Transfer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Hands transfers from any threads to one, without garbage: a list through the transfers themselves. */
final class TransferQueue {
    private final AtomicReference<@Nullable Transfer> last = new AtomicReference<>();

    /** Adds one. Tells whether the queue was empty, and its taker has to be woken. */
    boolean add(Transfer transfer) {
        Transfer before;
        do {
            before = last.get();
            transfer.next(before);
        } while (!last.compareAndSet(before, transfer));
        return before == null;
    }

    /** Takes all, linked in the order in which they were added. */
    @Nullable
    Transfer takeAll() {
        Transfer first = null;
        for (Transfer t = last.getAndSet(null); t != null;) {
            Transfer before = t.next();
            t.next(first);
            first = t;
            t = before;
        }
        return first;
    }
}
