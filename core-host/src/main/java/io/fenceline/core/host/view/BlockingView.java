package io.fenceline.core.host.view;

import io.fenceline.api.host.BlockRange;
import io.fenceline.api.host.BlockingNamespace;
import io.fenceline.api.host.IoOptions;
import io.fenceline.api.host.NamespaceHandle;
import java.nio.ByteBuffer;
import java.util.List;

/** The calls of a namespace, waiting. Any thread but the host's own; best on virtual threads. */
public final class BlockingView implements BlockingNamespace {
    private final NamespaceHandle namespace;

    /**
     * Makes a view.
     *
     * @param namespace does the work
     */
    public BlockingView(NamespaceHandle namespace) {
        this.namespace = namespace;
    }

    @Override
    public void read(long lba, ByteBuffer into) {
        read(lba, into, IoOptions.DEFAULTS);
    }

    @Override
    public void write(long lba, ByteBuffer from) {
        write(lba, from, IoOptions.DEFAULTS);
    }

    @Override
    public void write(long lba, ByteBuffer from, IoOptions options) {
        Waiting.call("write", namespace.write(lba, from, options));
    }

    @Override
    public void read(long lba, ByteBuffer into, IoOptions options) {
        Waiting.call("read", namespace.read(lba, into, options));
    }

    @Override
    public boolean compare(long lba, ByteBuffer with) {
        return Waiting.call("compare", namespace.compare(lba, with, IoOptions.DEFAULTS));
    }

    @Override
    public boolean compareAndWrite(long lba, ByteBuffer expected, ByteBuffer replacement) {
        return Waiting.call("compare and write", namespace.compareAndWrite(lba, expected, replacement, IoOptions.DEFAULTS));
    }

    @Override
    public void writeZeroes(long lba, long blocks, boolean deallocate) {
        Waiting.call("write zeroes", namespace.writeZeroes(lba, blocks, deallocate, IoOptions.DEFAULTS));
    }

    @Override
    public void deallocate(List<BlockRange> ranges) {
        Waiting.call("deallocate", namespace.deallocate(ranges, IoOptions.DEFAULTS));
    }

    @Override
    public void copy(List<BlockRange> sources, long lba) {
        Waiting.call("copy", namespace.copy(sources, lba, IoOptions.DEFAULTS));
    }

    @Override
    public void verify(long lba, long blocks) {
        Waiting.call("verify", namespace.verify(lba, blocks, IoOptions.DEFAULTS));
    }

    @Override
    public void flush() {
        Waiting.call("flush", namespace.flush(IoOptions.DEFAULTS));
    }
}
