package io.fenceline.testkit.host;

import io.fenceline.wire.Sqe;
import org.jspecify.annotations.Nullable;

/** A command that has been handed to a {@link HarnessQueue}. Any thread. */
public final class Pending {
    private final HarnessQueue queue;
    private final HostCommand command;
    private volatile int cid = -1;
    private volatile @Nullable Reply reply;
    private volatile @Nullable String lost;

    Pending(HarnessQueue queue, HostCommand command) {
        this.queue = queue;
        this.command = command;
    }

    HostCommand command() {
        return command;
    }

    void submitted(int with) {
        cid = with;
    }

    void answered(int status, long result, int sqHead, byte[] data) {
        if (reply != null || lost != null) {
            throw new IllegalStateException("a second end of " + this);
        }
        reply = new Reply(toString(), status, result, sqHead, data);
    }

    void lost(String why) {
        lost = why;
    }

    /**
     * The command identifier.
     *
     * @return 0 to 65535; -1: not submitted yet
     */
    public int cid() {
        return cid;
    }

    /**
     * Whether it has ended: answered, or lost with its queue pair.
     *
     * @return true when {@link #await} would not wait
     */
    public boolean ended() {
        return reply != null || lost != null;
    }

    /**
     * Whether it has been answered.
     *
     * @return true when there is a reply
     */
    public boolean answered() {
        return reply != null;
    }

    /**
     * Waits until it has been answered.
     *
     * @return the reply
     * @throws AssertionError when it is lost, or not answered within the harness's limit
     */
    public Reply await() {
        queue.await(this::ended, "the answer to " + this);
        Reply got = reply;
        if (got == null) {
            throw new AssertionError(this + " was lost: " + lost);
        }
        return got;
    }

    /**
     * Waits until it has ended one way or the other.
     *
     * @return the reply; null: it was lost with its queue pair
     */
    public @Nullable Reply awaitEnd() {
        queue.await(this::ended, "the end of " + this);
        return reply;
    }

    @Override
    public String toString() {
        int opcode = Sqe.opcode(command.sqe());
        String name = opcode == Sqe.FABRICS
                ? "Fabrics command %02Xh".formatted(Sqe.fctype(command.sqe()))
                : "command %02Xh".formatted(opcode);
        return name + " with CID " + cid + " on queue " + queue.qid();
    }
}
