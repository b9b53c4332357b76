package io.fenceline.transport.tcp.netty;

import io.fenceline.api.NvmeException;
import io.fenceline.api.OptionSchema;
import io.fenceline.api.OptionSchema.Option;
import io.fenceline.api.Options;
import io.fenceline.transport.tcp.engine.ConnectionLimits;
import io.fenceline.transport.tcp.engine.HostSettings;
import io.fenceline.transport.tcp.engine.TargetSettings;
import io.fenceline.transport.tcp.engine.TcpTargetConnection;
import io.fenceline.transport.tcp.pdu.Capsule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The options of both ends. */
final class TcpOptions {
    /** Enough for a batch that fills a queue of 1024 reads; it only bounds what waits for a slow peer. */
    private static final long BACKLOG_BYTES = 4L << 20;
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final long GIB = 1024 * MIB;
    private static final int HOUR_MS = 3_600_000;

    private TcpOptions() {
    }

    private static List<Option> shared() {
        List<Option> options = new ArrayList<>();
        options.add(OptionSchema.choice("eventEngine", List.of("auto", "epoll", "io_uring", "nio"),
                "How sockets are waited for; auto takes epoll where its native library is there, else nio."));
        options.add(OptionSchema.integer("loops", 0, 0, 1024, "Threads that serve connections; 0: one for each processor."));
        options.add(OptionSchema.size("maxTransfer", "1MiB", 4 * KIB, 16 * MIB,
                "Greatest data transfer of one command, a power of two; the target's MDTS follows from it."));
        options.add(OptionSchema.size("bufferMemory", "256MiB", 16 * MIB, 1024 * GIB,
                "Memory for data in flight, for all connections together; when it is used up, sockets are read later."));
        options.add(OptionSchema.duration("handshakeTimeout", "10s", 10, HOUR_MS,
                "How long a peer may take from the connection to the end of the initialize handshake."));
        options.add(OptionSchema.duration("pduTimeout", "30s", 10, HOUR_MS,
                "How long the header of a PDU may take once it has begun, and its data may stand still."));
        options.add(OptionSchema.duration("writeTimeout", "30s", 10, HOUR_MS,
                "How long a peer may leave what it is sent in the socket before it counts as gone."));
        options.add(OptionSchema.duration("linger", "500ms", 0, HOUR_MS,
                "How long a connection that this side has ended may stay open for the peer to take the last bytes."));
        options.add(OptionSchema.duration("userTimeout", "30s", 0, HOUR_MS,
                "TCP_USER_TIMEOUT: how long sent data may stay unacknowledged, with epoll and io_uring; 0: the system's default."));
        options.add(OptionSchema.flag("keepAlive", true, "SO_KEEPALIVE: whether the system probes silent connections."));
        options.add(OptionSchema.text("congestionControl", "",
                "TCP_CONGESTION, such as cubic or dctcp, with epoll and io_uring; not given: the system's default."));
        options.add(OptionSchema.size("sendBuffer", "0", 0, GIB, "SO_SNDBUF in bytes; 0: the system adjusts it."));
        options.add(OptionSchema.size("receiveBuffer", "0", 0, GIB, "SO_RCVBUF in bytes; 0: the system adjusts it."));
        return options;
    }

    static OptionSchema target() {
        List<Option> options = shared();
        options.add(OptionSchema.size("inCapsuleSize", "16KiB", 4 * KIB, 64 * KIB,
                "Greatest data of an I/O command that travels in its capsule, whole multiples of 16; larger writes cost a round trip."));
        options.add(OptionSchema.size("maxH2cData", "1MiB", 4 * KIB, 16 * MIB,
                "MAXH2CDATA: greatest data of one H2CData PDU, whole dwords; hosts cut larger transfers."));
        options.add(OptionSchema.size("r2tLength", "1MiB", 4 * KIB, 16 * MIB,
                "How much data of a write is asked for by one R2T; less lets a host that allows several R2Ts interleave writes."));
        options.add(OptionSchema.integer("cpda", 0, 0, 31, "CPDA: alignment of data in PDUs from hosts, in dwords less one."));
        options.add(OptionSchema.integer("maxConnections", 4096, 1, 1_000_000,
                "Connections at a time; one more is closed at once."));
        options.add(OptionSchema.integer("backlog", 1024, 1, 65535, "Connections that the system holds until they are accepted."));
        return new OptionSchema(options);
    }

    static OptionSchema host() {
        List<Option> options = shared();
        options.add(OptionSchema.flag("headerDigest", false, "Whether a CRC32C of each PDU header is asked for."));
        options.add(OptionSchema.flag("dataDigest", false, "Whether a CRC32C of the data of each PDU is asked for."));
        options.add(OptionSchema.integer("hpda", 0, 0, 31, "HPDA: alignment of data in PDUs from controllers, in dwords less one."));
        options.add(OptionSchema.integer("maxR2t", 1, 1, 1024, "MAXR2T: R2Ts that a controller may have outstanding for a command."));
        options.add(OptionSchema.duration("connectTimeout", "5s", 10, HOUR_MS, "How long a TCP connection may take to come up."));
        options.add(OptionSchema.text("hostAddress", "", "Local IP address to connect from, as host_traddr of nvme connect."));
        options.add(OptionSchema.text("hostInterface", "", "Local interface to connect from, as host_iface of nvme connect."));
        return new OptionSchema(options);
    }

    static ConnectionLimits limits(Options options) {
        return new ConnectionLimits(nanos(options, "handshakeTimeout"), nanos(options, "pduTimeout"), nanos(options, "writeTimeout"),
                nanos(options, "linger"), BACKLOG_BYTES);
    }

    private static long nanos(Options options, String key) {
        return TimeUnit.MILLISECONDS.toNanos(options.number(key));
    }

    static int maxTransfer(Options options) {
        int bytes = options.integer("maxTransfer");
        if (Integer.bitCount(bytes) != 1) {
            throw new NvmeException(NvmeException.Category.FAIL, "maxTransfer: " + bytes + " is not a power of two");
        }
        return bytes;
    }

    static TargetSettings targetSettings(Options options) {
        int inCapsule = options.integer("inCapsuleSize");
        if (inCapsule % 16 != 0) {
            throw new NvmeException(NvmeException.Category.FAIL, "inCapsuleSize: " + inCapsule + " is not a multiple of 16");
        }
        int maxH2cData = options.integer("maxH2cData");
        if (maxH2cData % 4 != 0) {
            throw new NvmeException(NvmeException.Category.FAIL, "maxH2cData: " + maxH2cData + " is not a multiple of 4");
        }
        return new TargetSettings(limits(options), options.integer("cpda"), maxH2cData, options.integer("r2tLength"),
                maxTransfer(options), inCapsule, Math.max(inCapsule, Capsule.ADMIN_IN_CAPSULE_BYTES));
    }

    static HostSettings hostSettings(Options options) {
        ConnectionLimits limits = limits(options);
        ConnectionLimits unbounded = new ConnectionLimits(limits.handshakeNs(), limits.pduNs(), limits.writeNs(), limits.lingerNs(),
                Long.MAX_VALUE);
        return new HostSettings(unbounded, options.integer("hpda"), options.integer("maxR2t"), options.flag("headerDigest"),
                options.flag("dataDigest"), maxTransfer(options));
    }

    static int loops(Options options) {
        int loops = options.integer("loops");
        return loops == 0 ? Runtime.getRuntime().availableProcessors() : loops;
    }

    /** SGLS: SGLs without alignment, offsets in the capsule, transport SGL data block (NVM Express Base 2.1, Figure 313). */
    static int sgls() {
        return 1 | 1 << 20 | 1 << 21;
    }

    /** TREQ: no secure channel is required; SQ flow control can be disabled (NVM Express Base 2.1, Figure 294). */
    static int treq() {
        return 2 | 4;
    }

    static int maxQueueSize() {
        return TcpTargetConnection.MAX_QUEUE_SIZE;
    }
}
