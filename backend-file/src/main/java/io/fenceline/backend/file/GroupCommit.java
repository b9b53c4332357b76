package io.fenceline.backend.file;

import io.fenceline.spi.backend.BackendRequest;
import io.fenceline.wire.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes what was written durable for many at once. Who comes first forces the file; who comes meanwhile waits for the next
 * force, as his data may have come too late for this one. So there is one force for all that gather while one runs.
 *
 * <p>
 * A force that fails makes every later one fail too: the system may have dropped the data that it could not write and would
 * call the next force a success (the reason why data bases stop at a failed fsync). The file has to be opened anew.
 */
final class GroupCommit {
    private final Medium medium;
    private List<BackendRequest> waiting = new ArrayList<>();
    private List<BackendRequest> batch = new ArrayList<>();
    private boolean leading;
    private boolean failed;
    private long forces;

    GroupCommit(Medium medium) {
        this.medium = medium;
    }

    /** Completes a request once everything that was written before this call is durable. Called on a worker. */
    void commit(BackendRequest request) {
        synchronized (this) {
            waiting.add(request);
            if (leading) {
                return;
            }
            leading = true;
        }
        RuntimeException thrown = null;
        while (takeBatch()) {
            int status = force();
            for (BackendRequest one : batch) {
                try {
                    one.complete(status);
                } catch (RuntimeException e) {
                    // The others have not deserved to wait for ever.
                    thrown = e;
                }
            }
            batch.clear();
        }
        if (thrown != null) {
            throw thrown;
        }
    }

    private synchronized boolean takeBatch() {
        if (waiting.isEmpty()) {
            leading = false;
            return false;
        }
        List<BackendRequest> taken = waiting;
        waiting = batch;
        batch = taken;
        return true;
    }

    private int force() {
        if (failed()) {
            return Status.WRITE_FAULT;
        }
        try {
            medium.force();
            count();
            return Status.SUCCESS;
        } catch (IOException e) {
            fail();
            return Status.WRITE_FAULT;
        }
    }

    synchronized boolean failed() {
        return failed;
    }

    private synchronized void fail() {
        failed = true;
    }

    private synchronized void count() {
        forces++;
    }

    /** How often the file was forced. */
    synchronized long forces() {
        return forces;
    }
}
