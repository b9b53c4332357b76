package io.fenceline.core.host.view;

import io.fenceline.api.NvmeException;
import io.fenceline.api.host.CancelledException;
import io.fenceline.api.host.HostException;
import io.fenceline.wire.Status;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Waits for the end of a call. The call itself has a deadline, so the wait has one. */
final class Waiting {
    private Waiting() {
    }

    /**
     * Waits. A thread that is interrupted stays so, and its call is cancelled.
     *
     * @param <T> of what
     * @param what the call, for messages
     * @param call under way
     * @return its result
     */
    static <T> T call(String what, CompletableFuture<T> call) {
        try {
            return call.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (call.cancel(true)) {
                throw cancelled(what + " was aborted, its thread was interrupted");
            }
            return ended(what, call);
        } catch (CancellationException e) {
            throw cancelled(what + " was cancelled");
        } catch (ExecutionException e) {
            throw failure(what, e.getCause() == null ? e : e.getCause());
        }
    }

    /** It was quicker than the interrupt: what it did holds. */
    private static <T> T ended(String what, CompletableFuture<T> call) {
        return switch (call.state()) {
            case SUCCESS -> call.resultNow();
            case FAILED -> throw failure(what, call.exceptionNow());
            default -> throw cancelled(what + " was cancelled");
        };
    }

    private static CancelledException cancelled(String message) {
        return new CancelledException(message, Status.ABORT_REQUESTED, HostException.Outcome.UNKNOWN);
    }

    /**
     * What to throw here for what went wrong there.
     *
     * @param what the call
     * @param cause why it failed
     * @return the cause itself when it may be thrown as it is
     */
    static RuntimeException failure(String what, Throwable cause) {
        return switch (cause) {
            case Error error -> throw error;
            case RuntimeException exception -> exception;
            default -> new HostException(NvmeException.Category.FATAL, what + " failed: " + cause, Status.INTERNAL_ERROR,
                    HostException.Outcome.UNKNOWN, cause);
        };
    }

    /**
     * Waits for a transfer, as a channel does. A thread that is interrupted stays so, and the transfer is cancelled.
     *
     * @param transfer under way
     * @return bytes
     * @throws IOException when it failed
     */
    static int bytes(Transfer transfer) throws IOException {
        try {
            return transfer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (transfer.cancel(true)) {
                throw interrupted();
            }
            return ended(transfer);
        } catch (CancellationException e) {
            throw new IOException("the transfer was cancelled", e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    /** It was quicker than the interrupt, and ends now: what it did holds. */
    private static int ended(Transfer transfer) throws IOException {
        try {
            return transfer.join();
        } catch (CompletionException e) {
            throw failure(e.getCause());
        }
    }

    /** A new exception with the caller's stack, but where the class says it all. */
    private static IOException failure(@Nullable Throwable cause) {
        return switch (cause) {
            case Error error -> throw error;
            case ClosedChannelException closed -> closed;
            case IOException failure -> new IOException(failure.getMessage(), failure.getCause() == null ? failure : failure.getCause());
            case null, default -> new IOException(cause);
        };
    }

    /**
     * What a channel throws when its thread was interrupted; the thread stays so.
     *
     * @return a new one
     */
    static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("the thread was interrupted");
    }
}
