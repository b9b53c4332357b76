package io.fenceline.core.target.engine.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a queue has done, for the SMART / Health log page (NVM Express Base 2.1, 5.1.12.1.3). One writer, the queue's loop;
 * anybody may read, and sees each counter some time later.
 */
public final class IoStatistics {
    private static final VarHandle COUNTERS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int BYTES_READ = 0;
    private static final int BYTES_WRITTEN = 1;
    private static final int READS = 2;
    private static final int WRITES = 3;
    private static final int BUSY_NS = 4;
    private static final int MEDIA_ERRORS = 5;
    private static final int COMMANDS = 6;
    private static final int ERRORS = 7;

    private final long[] counters = new long[8];

    /** All counters are zero. */
    public IoStatistics() {
    }

    private void add(int counter, long by) {
        COUNTERS.setOpaque(counters, counter, counters[counter] + by);
    }

    private long get(int counter) {
        return (long) COUNTERS.getOpaque(counters, counter);
    }

    void command() {
        add(COMMANDS, 1);
    }

    void read(long bytes) {
        add(READS, 1);
        add(BYTES_READ, bytes);
    }

    void written(long bytes) {
        add(WRITES, 1);
        add(BYTES_WRITTEN, bytes);
    }

    void busy(long ns) {
        add(BUSY_NS, ns);
    }

    void mediaError() {
        add(MEDIA_ERRORS, 1);
    }

    void error() {
        add(ERRORS, 1);
    }

    /**
     * Bytes that hosts have read: Read, Compare and Verify.
     *
     * @return bytes; Data Units Read counts thousands of 512
     */
    public long bytesRead() {
        return get(BYTES_READ);
    }

    /**
     * Bytes that hosts have written: Write and Copy.
     *
     * @return bytes; Data Units Written counts thousands of 512
     */
    public long bytesWritten() {
        return get(BYTES_WRITTEN);
    }

    /**
     * Host Read Commands.
     *
     * @return Read, Compare and Verify commands that succeeded
     */
    public long reads() {
        return get(READS);
    }

    /**
     * Host Write Commands.
     *
     * @return Write and Copy commands that succeeded
     */
    public long writes() {
        return get(WRITES);
    }

    /**
     * How long at least one command was outstanding; time within one batch of commands is not seen.
     *
     * @return nanoseconds
     */
    public long busyNs() {
        return get(BUSY_NS);
    }

    /**
     * Media and Data Integrity Errors: commands that ended with a status of that type, but for Compare Failure.
     *
     * @return commands
     */
    public long mediaErrors() {
        return get(MEDIA_ERRORS);
    }

    /**
     * Commands that were begun, of any opcode.
     *
     * @return commands
     */
    public long commands() {
        return get(COMMANDS);
    }

    /**
     * Commands that ended with a status other than success.
     *
     * @return commands
     */
    public long errors() {
        return get(ERRORS);
    }
}
