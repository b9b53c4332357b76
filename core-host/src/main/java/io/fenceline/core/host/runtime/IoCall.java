package io.fenceline.core.host.runtime;

import io.fenceline.api.host.DeadlineException;
import io.fenceline.api.host.HostException;
import io.fenceline.core.host.engine.path.Request;
import io.fenceline.wire.Status;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call with a future. It may end before its command does, by its deadline or by the caller's will; the memory is the host's own, so
 * nothing can be written to the caller's after that.
 *
 * @param <T> what the caller gets
 */
final class IoCall<T> extends CompletableFuture<T> {
    /** Makes the result of a request that has ended well, or has a status that the call understands. */
    @FunctionalInterface
    interface Result<T> {
        /** Throws what the future is to fail with. */
        T of(Request request);
    }

    private final NamespaceRuntime namespace;
    private final Result<T> result;
    private final Runnable cleanup;
    private final long untilNs;
    private @Nullable Request request;
    private boolean told;

    IoCall(NamespaceRuntime namespace, long untilNs, Result<T> result, Runnable cleanup) {
        this.namespace = namespace;
        this.untilNs = untilNs;
        this.result = result;
        this.cleanup = cleanup;
    }

    long untilNs() {
        return untilNs;
    }

    /** Sends the request, unless the call has ended while it waited for memory. */
    void submit(Request wanted) {
        synchronized (this) {
            if (told) {
                cleanup.run();
                return;
            }
            request = wanted;
        }
        namespace.began(this);
        wanted.submit(untilNs);
    }

    void onEnd(Request ended) {
        namespace.ended(this);
        T value = null;
        Throwable failure = null;
        synchronized (this) {
            if (told) {
                failure = null;
            } else {
                told = true;
                try {
                    value = result.of(ended);
                } catch (HostException e) {
                    failure = e;
                }
            }
        }
        ended.dispose();
        cleanup.run();
        if (failure != null) {
            super.completeExceptionally(failure);
        } else {
            super.complete(value); // without effect when it was told before
        }
    }

    /** The deadline has passed: the caller hears of it now. */
    void expire() {
        Request running;
        synchronized (this) {
            if (told) {
                return;
            }
            told = true;
            running = request;
        }
        HostException.Outcome outcome = HostException.Outcome.NOT_EXECUTED;
        if (running != null) {
            running.abandon();
            outcome = HostException.Outcome.UNKNOWN;
        }
        super.completeExceptionally(new DeadlineException("namespace " + namespace.nsid() + " of " + namespace.subsystem().nqn()
                + ": the deadline of the call has passed; it may have been executed, or be executed still", Status.ABORT_REQUESTED,
                outcome));
        namespace.poke();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        Request running;
        synchronized (this) {
            if (told) {
                return false;
            }
            told = true;
            running = request;
        }
        if (running != null) {
            running.abandon();
        }
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        namespace.poke();
        return cancelled;
    }
}
