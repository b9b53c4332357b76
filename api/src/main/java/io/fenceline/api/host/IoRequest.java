package io.fenceline.api.host;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request, reused for many: set it up with one of the verbs, {@link #submit}, and hear of its end, exactly once. Nothing is
 * allocated after the first commands. One owner: between submit and end only {@link #cancel} may be called.
 *
 * <p>Memory is used as it is, without a copy where the transport can: native memory of a shared or automatic arena, which the
 * caller must keep alive and leave alone until the end. Giving the same segment object again costs least.
 */
public interface IoRequest {
    /**
     * Reads.
     *
     * @param lba first logical block
     * @param into native memory of whole blocks
     * @return this
     */
    IoRequest read(long lba, MemorySegment into);

    /**
     * Writes.
     *
     * @param lba first logical block
     * @param from native memory of whole blocks
     * @return this
     */
    IoRequest write(long lba, MemorySegment from);

    /**
     * Compares; ends with status Compare Failure (285h) when something differs.
     *
     * @param lba first logical block
     * @param with native memory of whole blocks
     * @return this
     */
    IoRequest compare(long lba, MemorySegment with);

    /**
     * Writes zeroes.
     *
     * @param lba first logical block
     * @param blocks how many; at most what one command can say (65536), or the limits of the namespace
     * @param deallocate whether the controller may free the blocks
     * @return this
     */
    IoRequest writeZeroes(long lba, int blocks, boolean deallocate);

    /**
     * Flushes.
     *
     * @return this
     */
    IoRequest flush();

    /**
     * Force Unit Access for the verb that was set.
     *
     * @param fua whether
     * @return this
     */
    IoRequest fua(boolean fua);

    /**
     * A deadline for the verb that was set. When it passes, a command that is under way is aborted, and the request ends when
     * its memory is the caller's again: with {@code status} other than 0, and possibly later than the deadline by the time that
     * an abort, or else the end of its connection, takes.
     *
     * @param deadline from submit; null: as in {@link HostOptions#deadline}
     * @return this
     */
    IoRequest deadline(@Nullable Duration deadline);

    /**
     * Sends it. On its lane's loop (see {@link NamespaceHandle#execute}, and in the listener) it leaves when the batch ends;
     * elsewhere it is handed over.
     *
     * @throws IllegalStateException when it has not ended, or no verb was set
     */
    void submit();

    /** Wants it ended soon. It ends in any case, and only once; with success, if it was faster. Any thread. */
    void cancel();

    /**
     * How it ended.
     *
     * @return as in {@link HostException#status}; 0: well
     */
    int status();

    /**
     * What is known of the command when the status is not 0.
     *
     * @return the outcome
     */
    HostException.Outcome outcome();

    /**
     * Why it ended, as the calls with futures would throw it. Allocates.
     *
     * @return null when the status is 0
     */
    @Nullable
    HostException failure();
}
