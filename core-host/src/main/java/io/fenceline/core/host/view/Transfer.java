package io.fenceline.core.host.view;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A transfer of bytes, made of one command or of some, one after another. Cancelling it aborts the command that is under way. */
final class Transfer extends CompletableFuture<Integer> {
    /** Whether somebody ends it: who is first may touch the caller's buffer, and nobody after it. */
    private final AtomicBoolean ending = new AtomicBoolean();
    private volatile @Nullable CompletableFuture<?> command;

    /**
     * Goes on to a command.
     *
     * @param next the command
     */
    void goOn(CompletableFuture<?> next) {
        command = next;
        if (!wanted()) {
            next.cancel(true);
        }
    }

    /**
     * Whether nobody has ended it.
     *
     * @return not when it was cancelled, or its channel closed
     */
    boolean wanted() {
        return !ending.get();
    }

    /**
     * Ends it well, unless somebody else has ended it.
     *
     * @param bytes its result
     * @param last what is done to the caller's buffer before
     */
    void end(int bytes, Runnable last) {
        if (ending.compareAndSet(false, true)) {
            last.run();
            complete(bytes);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (!ending.compareAndSet(false, true)) {
            return false;
        }
        super.cancel(mayInterruptIfRunning);
        abort();
        return true;
    }

    /** The channel is closed. */
    void close() {
        if (ending.compareAndSet(false, true)) {
            completeExceptionally(new AsynchronousCloseException());
            abort();
        }
    }

    private void abort() {
        CompletableFuture<?> now = command;
        if (now != null) {
            now.cancel(true);
        }
    }

    /**
     * Ends it with a failure, unless somebody else has ended it.
     *
     * @param why as the command failed, or was refused
     */
    void fail(Throwable why) {
        if (ending.compareAndSet(false, true)) {
            Throwable cause = why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
            completeExceptionally(
                    cause instanceof IOException || cause instanceof Error ? cause : new IOException(cause.getMessage(), cause));
        }
    }

    /**
     * Adds a task for its end.
     *
     * @param task run once, at once if it has ended
     */
    @SuppressWarnings("FutureReturnValueIgnored") // tasks do not fail
    void whenEnded(Runnable task) {
        whenComplete((bytes, failure) -> task.run());
    }

    /**
     * How it failed.
     *
     * @return null: it ended well
     */
    @Nullable
    Throwable exception() {
        return switch (state()) {
            case FAILED -> exceptionNow();
            case CANCELLED -> new CancellationException();
            default -> null;
        };
    }
}
