package io.fenceline.spi.backend;

/**
 * What is under a namespace. The contract that keeps data safe when an association is lost: <b>once a request has been
 * completed, whatever its status, nothing of it touches the medium any more.</b> A back end that cannot know (a thread
 * stuck in the kernel) must not complete the request until it does.
 */
public interface Backend extends AutoCloseable {
    /**
     * What it can do.
     *
     * @return the same as long as it lives
     */
    BackendCapabilities capabilities();

    /**
     * Its size now.
     *
     * @return bytes, a multiple of the block size
     */
    long sizeBytes();

    /**
     * Changes the size. May block.
     *
     * @param bytes a multiple of the block size
     * @throws io.fenceline.api.NvmeException (FAIL) when it cannot; nothing has changed then
     */
    void resize(long bytes);

    /**
     * Takes a request; must not block. The back end calls {@link BackendRequest#complete} exactly once, from any thread,
     * also from inside this call. Called from many threads at a time, unless the requests overlap nothing is promised
     * about order.
     *
     * @param request the work; its memory is the back end's until it completes it
     */
    void submit(BackendRequest request);

    /**
     * Asks to end a request early: its association is lost, or the host asked for an abort. What has not reached the medium
     * should not reach it any more: complete with {@link io.fenceline.wire.Status#ABORT_REQUESTED}. What has begun, ends.
     * Never blocks; may come when the request has already been completed and is in use for another command, and then
     * {@link BackendRequest#generation} differs from {@code generation}.
     *
     * @param request a request that was submitted
     * @param generation the request's generation when it was submitted
     */
    void cancel(BackendRequest request, int generation);

    /** Flushes and closes. May block. All requests have been completed before. */
    @Override
    void close();
}
