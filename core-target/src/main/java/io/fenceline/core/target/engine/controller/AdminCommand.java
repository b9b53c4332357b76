package io.fenceline.core.target.engine.controller;

import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An admin or Fabrics command on its way: made on the queue's loop, worked on by the conductor, which completes it exactly
 * once, answered on the loop. A handler that refuses it names the byte that is wrong.
 */
final class AdminCommand {
    /** Parameter Error Location when no single field is at fault (NVM Express Base 2.1, Figure 206). */
    static final int NO_LOCATION = 0xFFFF;

    private static final byte[] NONE = {};

    private final AdminQueue queue;
    private final MemorySegment sqe;
    private final int dataLength;
    private byte[] input = NONE;
    // The loop's:
    private @Nullable CommandExchange exchange;
    // The conductor's until it is completed, then the loop's:
    private int status;
    private int location = NO_LOCATION;
    private long result;
    private byte[] output = NONE;
    private boolean completed;

    AdminCommand(AdminQueue queue, CommandExchange exchange) {
        this.queue = queue;
        this.exchange = exchange;
        sqe = MemorySegment.ofArray(exchange.sqe().toArray(ValueLayout.JAVA_BYTE));
        dataLength = exchange.dataLength();
    }

    /** The exchange, while the command can be answered; null once its association is gone. On the loop. */
    @Nullable
    CommandExchange exchange() {
        return exchange;
    }

    /** Takes the exchange away: it has been ended. On the loop. */
    void forget() {
        exchange = null;
    }

    void input(byte[] data) {
        input = data;
    }

    /** The submission queue entry, a copy. */
    MemorySegment sqe() {
        return sqe;
    }

    int opcode() {
        return Sqe.opcode(sqe);
    }

    int cid() {
        return Sqe.cid(sqe);
    }

    int nsid() {
        return Sqe.nsid(sqe);
    }

    int cdw(int n) {
        return Sqe.cdw(sqe, n);
    }

    /** How much data the SGL describes. */
    int dataLength() {
        return dataLength;
    }

    /** The data that came with it. */
    MemorySegment input() {
        return MemorySegment.ofArray(input);
    }

    int status() {
        return status;
    }

    /** The status with which the error log has an entry. */
    void recorded(int recordedStatus) {
        status = recordedStatus;
    }

    int location() {
        return location;
    }

    long result() {
        return result;
    }

    byte[] output() {
        return output;
    }

    void complete(int completionStatus) {
        complete(completionStatus, 0);
    }

    void complete(int completionStatus, long completionResult) {
        if (completed) {
            throw new IllegalStateException("command " + cid() + " of opcode " + opcode() + " has been completed already");
        }
        completed = true;
        status = completionStatus;
        result = completionResult;
        queue.completed(this);
    }

    /** Succeeds with data; the host gets as much of it as it asked for. */
    void completeWith(byte[] data) {
        output = data.length <= dataLength ? data : Arrays.copyOf(data, dataLength);
        complete(Status.SUCCESS);
    }

    /**
     * Refuses the command, for good.
     *
     * @param why a status, to which DNR is added
     * @param byteOffset the byte of the command that is wrong, or {@link #NO_LOCATION}
     */
    void fail(int why, int byteOffset) {
        location = byteOffset;
        complete(why | Status.DNR);
    }
}
