package io.fenceline.assembly.discover;

import io.fenceline.api.NvmeException;
import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.wire.Cap;
import io.fenceline.wire.Cc;
import io.fenceline.wire.ConnectCommand;
import io.fenceline.wire.ConnectData;
import io.fenceline.wire.Csts;
import io.fenceline.wire.DiscoveryEntry;
import io.fenceline.wire.DiscoveryLog;
import io.fenceline.wire.GetLogPageCommand;
import io.fenceline.wire.Id128;
import io.fenceline.wire.Lid;
import io.fenceline.wire.Property;
import io.fenceline.wire.PropertyCommand;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Reads the discovery log page of one controller: connects, enables, reads header and entries in pieces, reads the header
 * again, and begins anew when it changed meanwhile (NVM Express Base 2.1, 5.1.12.3.1).
 */
public final class DiscoveryClient {
    /** Entries of the admin queue, as the specification says is always possible. */
    private static final int QUEUE_SIZE = 32;
    /** Bytes in one Get Log Page: the least that every controller can transfer. */
    private static final int PIECE = 4096;
    private static final int ENTRIES_IN_PIECE = PIECE / DiscoveryEntry.BYTES;
    /** More entries are nobody's real answer. */
    static final int MAX_RECORDS = 16_384;
    /** How often the log page may change while it is read. */
    static final int MAX_ATTEMPTS = 10;
    private static final long READY_POLL_NS = Duration.ofMillis(5).toNanos();

    private final HostTransport transport;
    private final LongSupplier clock;

    /**
     * Makes one.
     *
     * @param transport over what; stays the caller's
     * @param clock nanoseconds that only grow
     */
    public DiscoveryClient(HostTransport transport, LongSupplier clock) {
        this.transport = transport;
        this.clock = clock;
    }

    /**
     * Who asks whom.
     *
     * @param address where the discovery controller listens
     * @param subsystem its NQN
     * @param host who asks
     * @param hostId who asks
     * @param limit how long all of it may take
     */
    public record Question(TransportAddress address, Nqn subsystem, Nqn host, UUID hostId, Duration limit) {
    }

    /**
     * Asks, and waits for the answer.
     *
     * @param question who asks whom
     * @return the log page
     * @throws NvmeException RETRY: nobody answered in time, or the log page changed all the time; FAIL: refused, or the
     *             answer makes no sense
     */
    public DiscoveryLogPage ask(Question question) {
        long deadline = clock.getAsLong() + question.limit().toNanos();
        QueuePairParams params = new QueuePairParams(question.host(), question.hostId(), question.subsystem(), ConnectData.CNTLID_DYNAMIC,
                0,
                QUEUE_SIZE, true);
        AdminQueue queue = AdminQueue.open(transport, question.address(), params, clock, deadline);
        try {
            connect(queue, question);
            enable(queue, question, deadline);
            DiscoveryLogPage page = read(queue, question);
            shutDown(queue, question);
            return page;
        } finally {
            queue.close();
        }
    }

    private static NvmeException failed(Question question, String text) {
        return new NvmeException(NvmeException.Category.FAIL, question.address() + ": " + text);
    }

    private static AdminQueue.Reply right(Question question, String what, AdminQueue.Reply reply) {
        if (reply.status() != Status.SUCCESS) {
            throw failed(question, what + " was refused: " + Status.name(reply.status()));
        }
        return reply;
    }

    private static void connect(AdminQueue queue, Question question) {
        byte[] data = AdminQueue.bytes(ConnectData.BYTES, segment -> ConnectData.encode(segment, Id128.of(question.hostId()),
                ConnectData.CNTLID_DYNAMIC, question.subsystem().value(), question.host().value()));
        right(question, "Connect of " + question.host() + " to " + question.subsystem(), queue.execute("answer to Connect",
                (sqe, cid) -> ConnectCommand.encode(sqe, cid, 0, QUEUE_SIZE - 1, 0, 0), data, 0));
    }

    private static long get(AdminQueue queue, Question question, int property) {
        String name = Property.name(property);
        return right(question, "Property Get of " + name, queue.execute("answer to Property Get of " + name,
                (sqe, cid) -> PropertyCommand.encodeGet(sqe, cid, property), new byte[0], 0)).result();
    }

    private static void set(AdminQueue queue, Question question, int property, long value) {
        String name = Property.name(property);
        right(question, "Property Set of " + name, queue.execute("answer to Property Set of " + name,
                (sqe, cid) -> PropertyCommand.encodeSet(sqe, cid, property, value), new byte[0], 0));
    }

    /** NVM Express Base 2.1, 3.5.2: enable, then wait for CSTS.RDY, at most CAP.TO or what is left of the caller's limit. */
    private void enable(AdminQueue queue, Question question, long deadline) {
        long cap = get(queue, question, Property.CAP);
        set(queue, question, Property.CC, Cc.enable(Cc.CSS_NVM));
        long until = Math.min(deadline, clock.getAsLong() + Math.max(1, Cap.to(cap)) * 500_000_000L);
        while (true) {
            int csts = (int) get(queue, question, Property.CSTS);
            if (Csts.cfs(csts)) {
                throw failed(question, "the controller says that it has failed (CSTS.CFS)");
            }
            if (Csts.rdy(csts)) {
                return;
            }
            if (clock.getAsLong() - until >= 0) {
                throw new NvmeException(NvmeException.Category.RETRY, question.address() + ": the controller did not become ready in time");
            }
            LockSupport.parkNanos(READY_POLL_NS);
        }
    }

    /** The controller may forget us at once; what it answers does not matter any more. */
    private static void shutDown(AdminQueue queue, Question question) {
        set(queue, question, Property.CC, Cc.withShn(Cc.enable(Cc.CSS_NVM), Cc.SHN_NORMAL));
    }

    private static MemorySegment log(AdminQueue queue, Question question, long offset, int bytes) {
        AdminQueue.Reply reply = right(question, "Get Log Page 70h", queue.execute("answer to Get Log Page",
                (sqe, cid) -> GetLogPageCommand.encode(sqe, cid, 0, Lid.DISCOVERY, bytes, offset, 0), new byte[0], bytes));
        return reply.data();
    }

    private static DiscoveryLogPage read(AdminQueue queue, Question question) {
        MemorySegment header = log(queue, question, 0, DiscoveryLog.HEADER_BYTES);
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            long generation = DiscoveryLog.GENCTR.get(header);
            long count = DiscoveryLog.NUMREC.get(header);
            if (DiscoveryLog.RECFMT.get(header) != 0) {
                throw failed(question, "the log page has record format " + DiscoveryLog.RECFMT.get(header) + "; 0 is known");
            }
            if (count < 0 || count > MAX_RECORDS) {
                throw failed(question,
                        "the log page claims " + Long.toUnsignedString(count) + " records; at most " + MAX_RECORDS + " are read");
            }
            List<DiscoveryLogPage.Entry> entries = new ArrayList<>();
            for (int i = 0; i < count; i += ENTRIES_IN_PIECE) {
                int pieces = (int) Math.min(ENTRIES_IN_PIECE, count - i);
                MemorySegment piece = log(queue, question, DiscoveryLog.entry(i), pieces * DiscoveryEntry.BYTES);
                for (int k = 0; k < pieces; k++) {
                    entries.add(entry(piece.asSlice((long) k * DiscoveryEntry.BYTES, DiscoveryEntry.BYTES)));
                }
            }
            header = log(queue, question, 0, DiscoveryLog.HEADER_BYTES);
            if (DiscoveryLog.GENCTR.get(header) == generation && DiscoveryLog.NUMREC.get(header) == count) {
                return new DiscoveryLogPage(generation, entries);
            }
        }
        throw new NvmeException(NvmeException.Category.RETRY,
                question.address() + ": the log page changed " + MAX_ATTEMPTS + " times while it was read");
    }

    private static DiscoveryLogPage.Entry entry(MemorySegment s) {
        return new DiscoveryLogPage.Entry((int) DiscoveryEntry.TRTYPE.get(s), (int) DiscoveryEntry.ADRFAM.get(s),
                (int) DiscoveryEntry.SUBTYPE.get(s), (int) DiscoveryEntry.TREQ.get(s), (int) DiscoveryEntry.PORTID.get(s),
                (int) DiscoveryEntry.CNTLID.get(s), (int) DiscoveryEntry.ASQSZ.get(s), (int) DiscoveryEntry.EFLAGS.get(s),
                printable(DiscoveryEntry.TRSVCID.get(s)), printable(DiscoveryEntry.SUBNQN.get(s)), printable(DiscoveryEntry.TRADDR.get(s)));
    }

    /** A peer's text must not steer a person's terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
