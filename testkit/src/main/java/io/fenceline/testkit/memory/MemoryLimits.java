package io.fenceline.testkit.memory;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.api.TransportType;
import io.fenceline.spi.transport.TransportCapabilities;
import java.util.List;

/** The options of a memory transport, both ends. */
record MemoryLimits(int maxTransfer, int inCapsule, int adminInCapsule, int maxQueueSize, boolean combined, int poolBuffers, boolean trace,
        long latencyNs, long connectTimeoutNs, int loops) {
    /** SGLS: SGLs without alignment; the address of an in-capsule data block is an offset (Base 2.1, Figure 313). */
    private static final int SGLS = 1 | 1 << 20;

    static final OptionSchema SCHEMA = new OptionSchema(List.of(
            OptionSchema.size("maxTransfer", "1MiB", 4096, 64 << 20, "The greatest data transfer of a command, a power of two"),
            OptionSchema.size("inCapsule", "8KiB", 0, 64 << 10, "The greatest in-capsule data of an I/O command, a multiple of 16"),
            OptionSchema.size("adminInCapsule", "8KiB", 1024, 64 << 10, "The greatest in-capsule data of an admin or Fabrics command"),
            OptionSchema.integer("queueSize", 1024, 2, 65536, "The greatest number of entries of a queue"),
            OptionSchema.flag("combined", true, "Whether data and success go to the host in one"),
            OptionSchema.integer("poolBuffers", 8192, 1, 1 << 20, "How many buffers of a queue pair may be in use"),
            OptionSchema.flag("trace", false, "Whether a leak tells which calls took the buffer; slow"),
            OptionSchema.integer("latencyNs", 0, 0, 60_000_000_000L, "How long a message takes one way, in nanoseconds"),
            OptionSchema.duration("connectTimeout", "5s", 1, 3_600_000, "How long a connect may take"),
            OptionSchema.integer("loops", 1, 1, 1024, "How many loops queue pairs that ask for one are spread over")));

    static MemoryLimits of(Options options) {
        int maxTransfer = Math.toIntExact(options.number("maxTransfer"));
        return new MemoryLimits(Integer.highestOneBit(maxTransfer), Math.toIntExact(options.number("inCapsule")) & ~15,
                Math.toIntExact(options.number("adminInCapsule")) & ~15, options.integer("queueSize"), options.flag("combined"),
                options.integer("poolBuffers"), options.flag("trace"), options.number("latencyNs"),
                options.number("connectTimeout") * 1_000_000L, options.integer("loops"));
    }

    int greatestInCapsule() {
        return Math.max(inCapsule, adminInCapsule);
    }

    TransportCapabilities capabilities() {
        return new TransportCapabilities(TransportType.MEMORY, maxTransfer, inCapsule, adminInCapsule, maxQueueSize, SGLS, combined, 0);
    }
}
