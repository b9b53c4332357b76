package io.fenceline.assembly.load;

import io.fenceline.api.host.IoListener;
import io.fenceline.api.host.IoRequest;
import io.fenceline.api.host.NamespaceHandle;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** One command at a time, again and again, with memory of its own. */
final class LoadSlot implements IoListener {
    /** Memory begins where a page does: what is aligned is copied fastest. */
    private static final int ALIGNMENT = 4096;

    private final LoadJob job;
    private final IoRequest request;
    private final MemorySegment memory;
    boolean read;
    long intendedNs;
    long submittedNs;
    boolean busy;

    LoadSlot(LoadJob job, NamespaceHandle namespace, int lane, int bytes, long seed) {
        this.job = job;
        memory = Arena.ofAuto().allocate(bytes, ALIGNMENT);
        fill(seed);
        request = namespace.request(lane, this);
    }

    /** Data that neither compresses nor deduplicates. */
    private void fill(long seed) {
        long state = seed;
        for (long at = 0; at + 8 <= memory.byteSize(); at += 8) {
            state = LoadJob.next(state);
            memory.set(ValueLayout.JAVA_LONG, at, LoadJob.mix(state));
        }
    }

    void go(boolean reading, long lba, boolean fua, long intended, long now) {
        read = reading;
        intendedNs = intended;
        submittedNs = now;
        busy = true;
        if (reading) {
            request.read(lba, memory);
        } else {
            request.write(lba, memory);
        }
        request.fua(fua);
        request.submit();
    }

    void cancel() {
        request.cancel();
    }

    @Override
    public void onEnd(IoRequest ended) {
        job.ended(this, ended);
    }
}
