package io.fenceline.core.target.runtime;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Changes to one thing are made one after the other, in the order in which they were asked for, also when a change has to
 * wait for a back end or a host. Changes to different things do not wait for each other. Belongs to the conductor.
 */
final class SerialChanges {
    private final Map<Object, ArrayDeque<Runnable>> queues = new HashMap<>();

    /**
     * Makes a change when its turn comes.
     *
     * @param key what is changed
     * @param result of the change: whatever completes it lets the next one begin
     * @param change must complete the result, now or later, on the conductor; an exception completes it too
     */
    void run(Object key, CompletableFuture<Void> result, Consumer<CompletableFuture<Void>> change) {
        ArrayDeque<Runnable> queue = queues.computeIfAbsent(key, k -> new ArrayDeque<>());
        queue.add(() -> {
            var _ = result.whenComplete((nothing, failure) -> next(key));
            try {
                change.accept(result);
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        if (queue.size() == 1) {
            queue.getFirst().run();
        }
    }

    private void next(Object key) {
        ArrayDeque<Runnable> queue = queues.get(key);
        if (queue == null) {
            return;
        }
        queue.removeFirst();
        if (queue.isEmpty()) {
            queues.remove(key);
        } else {
            queue.getFirst().run();
        }
    }
}
