package io.fenceline.tck.transport;

import io.fenceline.spi.transport.DataBuffer;
import org.jspecify.annotations.Nullable;

/** A command that a {@link HostQueue} has submitted. */
final class Op {
    final Command command;
    final int slot;
    final @Nullable DataBuffer buffer;
    private volatile int status = -1;
    private volatile long result;
    private volatile int sqHead;
    private volatile long mismatch = -1;
    private volatile boolean lost;
    private volatile int order = -1;

    Op(Command command, int slot, @Nullable DataBuffer buffer) {
        this.command = command;
        this.slot = slot;
        this.buffer = buffer;
    }

    void completed(int with, long value, int head, long where, int number) {
        result = value;
        sqHead = head;
        mismatch = where;
        order = number;
        status = with;
    }

    void lose() {
        lost = true;
    }

    boolean ended() {
        return status >= 0 || lost;
    }

    boolean answered() {
        return status >= 0;
    }

    boolean lost() {
        return lost;
    }

    int status() {
        return status;
    }

    long result() {
        return result;
    }

    int sqHead() {
        return sqHead;
    }

    /** Where the data differed from the pattern of the key; -1: nowhere. */
    long mismatch() {
        return mismatch;
    }

    /** Which completion of its queue it was. */
    int order() {
        return order;
    }

    @Override
    public String toString() {
        return "slot " + slot + " " + command + (lost ? " lost" : " status " + status);
    }
}
