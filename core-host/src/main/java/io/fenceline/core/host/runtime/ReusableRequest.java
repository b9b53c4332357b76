package io.fenceline.core.host.runtime;

import io.fenceline.api.host.HostException;
import io.fenceline.api.host.IoListener;
import io.fenceline.api.host.IoRequest;
import io.fenceline.core.host.engine.path.Request;
import io.fenceline.wire.NvmCommand;
import io.fenceline.wire.NvmOpcode;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request that its caller uses again and again. */
final class ReusableRequest implements IoRequest {
    private final NamespaceRuntime namespace;
    private final Request request;
    private @Nullable Duration deadline;

    ReusableRequest(NamespaceRuntime namespace, int lane, IoListener listener) {
        this.namespace = namespace;
        request = new Request(namespace.head(), lane, ended -> listener.onEnd(this));
    }

    @Override
    public IoRequest read(long lba, MemorySegment into) {
        return transfer(NvmOpcode.READ, lba, into);
    }

    @Override
    public IoRequest write(long lba, MemorySegment from) {
        return transfer(NvmOpcode.WRITE, lba, from);
    }

    @Override
    public IoRequest compare(long lba, MemorySegment with) {
        return transfer(NvmOpcode.COMPARE, lba, with);
    }

    private IoRequest transfer(int opcode, long lba, MemorySegment memory) {
        deadline = null;
        request.transfer(opcode, lba, memory);
        return this;
    }

    @Override
    public IoRequest writeZeroes(long lba, int blocks, boolean deallocate) {
        deadline = null;
        request.range(NvmOpcode.WRITE_ZEROES, lba, blocks, namespace.head().limits().maxZeroesBytes(), deallocate ? NvmCommand.DEAC : 0);
        return this;
    }

    @Override
    public IoRequest flush() {
        deadline = null;
        request.flush();
        return this;
    }

    @Override
    public IoRequest fua(boolean fua) {
        request.flags(NvmCommand.FUA, fua);
        return this;
    }

    @Override
    public IoRequest deadline(@Nullable Duration within) {
        deadline = within;
        return this;
    }

    @Override
    public void submit() {
        request.submit(namespace.deadlineNs(deadline));
    }

    @Override
    public void cancel() {
        request.cancel();
        namespace.poke();
    }

    @Override
    public int status() {
        return request.status();
    }

    @Override
    public HostException.Outcome outcome() {
        return request.outcome();
    }

    @Override
    public @Nullable HostException failure() {
        return request.failure();
    }
}
