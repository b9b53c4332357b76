package io.fenceline.assembly.cli;

import io.fenceline.api.NvmeException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ctrl-C and SIGTERM for a command that has something to finish: it hears of the wish, ends in order, and its exit code is that of
 * the process. What takes longer than the limit is cut off.
 */
final class Ending {
    private final CompletableFuture<Void> wish = new CompletableFuture<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;
    private volatile int code = Exit.INTERRUPTED;

    /** The command was told to end while it waited. */
    static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1;

        Interrupted() {
            super("ended by a signal", null, false, false);
        }
    }

    /** Listens from now on. */
    Ending(Duration limit) {
        hook = new Thread(() -> finish(limit), "fenceline-end");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void finish(Duration limit) {
        wish.complete(null);
        try {
            if (!done.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("fenceline: not ended within " + limit.toMillis() + " ms; cut off");
                System.err.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(code);
    }

    /** Whether the command is to end. */
    boolean isWanted() {
        return wish.isDone();
    }

    /** As if a signal had come. */
    void want() {
        wish.complete(null);
    }

    /** Waits; true: the command is to end. */
    boolean await(Duration time) {
        try {
            wish.get(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException | InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /**
     * Waits for a call, or for the wish to end, which cancels the call.
     *
     * @throws Interrupted when the wish came first
     * @throws NvmeException as the call failed
     */
    <T> T join(CompletableFuture<T> call) {
        try {
            CompletableFuture.anyOf(call, wish).join();
            if (!call.isDone()) {
                call.cancel(true);
                throw new Interrupted();
            }
            return call.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof NvmeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** The command has ended; what it gives back is the exit code in any case. */
    void ended(int with) {
        code = with;
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            wish.complete(null); // the process is ending already, and the hook ends it with the code
        }
    }
}
