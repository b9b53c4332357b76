package io.fenceline.testkit.sim;

import static java.util.Objects.requireNonNull;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.spi.transport.BufferPool;
import io.fenceline.spi.transport.CloseResult;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.HostTransportProvider;
import io.fenceline.spi.transport.QueuePair;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TransportCapabilities;
import io.fenceline.spi.transport.TransportContext;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.testkit.VirtualTime;
import io.fenceline.wire.AdminOpcode;
import io.fenceline.wire.AsyncEvent;
import io.fenceline.wire.CrossControllerResetLog;
import io.fenceline.wire.GetLogPageCommand;
import io.fenceline.wire.Lid;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A host's transport whose admin queues tell lies, about Cross-Controller Resets and adapters, when they are told to. */
final class ResetFaults implements HostTransportProvider {
    private static final long LATE_NS = 1_000_000_000L;

    private final HostTransportProvider inner;
    private final VirtualTime time;
    private final List<Runnable> withheld = new ArrayList<>();
    private final List<AdminQueue> open = new ArrayList<>();
    private ResetFault fault = ResetFault.NONE;

    ResetFaults(HostTransportProvider inner, VirtualTime time) {
        this.inner = inner;
        this.time = time;
    }

    /** From now on it goes like this; {@link ResetFault#NONE} brings what was withheld. */
    void set(ResetFault next) {
        fault = next;
        if (next == ResetFault.NONE) {
            List<Runnable> late = List.copyOf(withheld);
            withheld.clear();
            late.forEach(Runnable::run);
        }
    }

    /** One connection tells it, and it is meant for all. */
    void adapterGone() {
        if (!open.isEmpty()) {
            AdminQueue first = open.getFirst();
            first.loop().execute(() -> first.dies(new TransportFault(TransportFault.Scope.TRANSPORT, TransportFault.Kind.NETWORK, 0, -1,
                    "the adapter is gone")));
        }
    }

    @Override
    public TransportType type() {
        return inner.type();
    }

    @Override
    public OptionSchema options() {
        return inner.options();
    }

    @Override
    public HostTransport open(TransportContext context, Options options) {
        HostTransport transport = inner.open(context, options);
        return new HostTransport() {
            @Override
            public TransportCapabilities capabilities() {
                return transport.capabilities();
            }

            @Override
            public int loops() {
                return transport.loops();
            }

            @Override
            public void connect(TransportAddress remote, QueuePairParams params, QueuePairListener up) {
                transport.connect(remote, params, params.qid() == 0 ? new AdminQueue(params, up) : up);
            }

            @Override
            public CloseResult close(Duration grace) {
                return transport.close(grace);
            }
        };
    }

    private final class AdminQueue implements QueuePair, QueuePairListener {
        private final QueuePairListener up;
        private final int[] opcodes;
        private final @Nullable DataBuffer[] logs;
        private @Nullable QueuePair queue;
        private boolean ended;
        private boolean faultTold;

        AdminQueue(QueuePairParams params, QueuePairListener up) {
            this.up = up;
            opcodes = new int[params.size()];
            logs = new DataBuffer[params.size()];
        }

        private QueuePair queue() {
            return requireNonNull(queue);
        }

        @Override
        public void submit(int slot, MemorySegment sqe, @Nullable DataBuffer data, int length) {
            int opcode = Sqe.opcode(sqe);
            opcodes[slot] = opcode;
            logs[slot] = opcode == AdminOpcode.GET_LOG_PAGE && GetLogPageCommand.LID.get(sqe) == Lid.CROSS_CONTROLLER_RESET
                    && GetLogPageCommand.LPO.get(sqe) == 0 ? data : null;
            if (opcode != AdminOpcode.CROSS_CONTROLLER_RESET) {
                queue().submit(slot, sqe, data, length);
                return;
            }
            switch (fault) {
                case LIMIT -> answer(slot, Status.CCR_LIMIT_EXCEEDED);
                case LOG_FULL -> answer(slot, Status.CCR_LOG_FULL);
                case INTERNAL -> answer(slot, Status.INTERNAL_ERROR);
                case IN_PROGRESS -> answer(slot, Status.CCR_IN_PROGRESS | Status.DNR);
                case SOURCE_DIES_BEFORE -> sourceDies();
                default -> queue().submit(slot, sqe, data, length);
            }
        }

        private void answer(int slot, int status) {
            loop().execute(() -> complete(slot, 0, 0, status));
        }

        /** As a transport tells it: the host ends the queue pair then. */
        private void dies(TransportFault why) {
            if (!ended && !faultTold) {
                faultTold = true;
                up.onFault(why);
            }
        }

        private void sourceDies() {
            loop().execute(() -> dies(TransportFault.of(TransportFault.Kind.NETWORK, "the connection to the source was cut")));
        }

        private void complete(int slot, long result, int sqHead, int status) {
            if (!ended) {
                up.onCompletion(slot, result, sqHead, status);
                up.onBatchEnd();
            }
        }

        @Override
        public void onCompletion(int slot, long result, int sqHead, int status) {
            if (ended) {
                return;
            }
            boolean reset = opcodes[slot] == AdminOpcode.CROSS_CONTROLLER_RESET;
            boolean event = opcodes[slot] == AdminOpcode.ASYNC_EVENT_REQUEST && status == 0
                    && (int) result == AsyncEvent.CROSS_CONTROLLER_RESET_COMPLETED;
            DataBuffer log = status == 0 ? logs[slot] : null;
            if ((reset && spoilsAnswer(slot, result, status)) || (event && spoilsEvent(slot, result))) {
                return;
            }
            if (log != null && fault == ResetFault.LOG_REFUSED) {
                up.onCompletion(slot, result, sqHead, Status.INTERNAL_ERROR);
                return;
            }
            if (log != null) {
                spoil(log.segment());
            }
            up.onCompletion(slot, result, sqHead, status);
        }

        private boolean spoilsAnswer(int slot, long result, int status) {
            Runnable tell = () -> loop().execute(() -> complete(slot, result, -1, status));
            switch (fault) {
                case SOURCE_DIES_AFTER -> sourceDies();
                case ANSWER_LATE -> time.schedule(tell, LATE_NS);
                case ANSWER_LOST -> withheld.add(tell);
                default -> {
                    return false;
                }
            }
            return true;
        }

        private boolean spoilsEvent(int slot, long result) {
            Runnable tell = () -> loop().execute(() -> complete(slot, result, -1, 0));
            switch (fault) {
                case EVENT_LATE -> time.schedule(tell, LATE_NS);
                case EVENT_LOST -> withheld.add(tell);
                default -> {
                    return false;
                }
            }
            return true;
        }

        private void spoil(MemorySegment page) {
            int entries = (int) CrossControllerResetLog.NE.get(page);
            int there = (int) Math.min(entries, (page.byteSize() - CrossControllerResetLog.HEADER_BYTES)
                    / CrossControllerResetLog.ENTRY_BYTES);
            switch (fault) {
                case LOG_EMPTY -> page.fill((byte) 0);
                case LOG_TOO_LONG -> {
                    page.fill((byte) 0x01);
                    CrossControllerResetLog.NE.put(page, 0xFFFF);
                }
                case LOG_FAILED, LOG_STALE, LOG_OTHER -> {
                    for (int i = 0; i < there; i++) {
                        spoilEntry(CrossControllerResetLog.entry(page, i));
                    }
                }
                default -> {
                    // It says what the target says.
                }
            }
        }

        private void spoilEntry(MemorySegment entry) {
            switch (fault) {
                case LOG_FAILED -> CrossControllerResetLog.CCRS.put(entry, CrossControllerResetLog.FAILED);
                case LOG_STALE -> {
                    long ciu = CrossControllerResetLog.CIU.get(entry);
                    CrossControllerResetLog.CIU.put(entry, ciu == 1 ? 255 : ciu - 1);
                    CrossControllerResetLog.CCRS.put(entry, CrossControllerResetLog.SUCCESS);
                }
                default -> {
                    CrossControllerResetLog.ICID.put(entry, CrossControllerResetLog.ICID.get(entry) + 1);
                    CrossControllerResetLog.CCRS.put(entry, CrossControllerResetLog.SUCCESS);
                }
            }
        }

        // What is passed on.

        @Override
        public void onConnected(QueuePair queuePair) {
            queue = queuePair;
            open.add(this);
            up.onConnected(this);
        }

        @Override
        public void onBatchEnd() {
            if (!ended) {
                up.onBatchEnd();
            }
        }

        @Override
        public void onFault(TransportFault why) {
            if (!ended && !faultTold) {
                faultTold = true;
                up.onFault(why);
            }
        }

        @Override
        public void onQuiesced(long lastByteNs) {
            ended = true;
            open.remove(this);
            up.onQuiesced(lastByteNs);
        }

        @Override
        public void flush() {
            queue().flush();
        }

        @Override
        public void disconnect(TransportFault why) {
            queue().disconnect(why);
        }

        @Override
        public Executor loop() {
            return queue().loop();
        }

        @Override
        public boolean inLoop() {
            return queue().inLoop();
        }

        @Override
        public BufferPool buffers() {
            return queue().buffers();
        }

        @Override
        public void inCapsuleLimit(int bytes) {
            queue().inCapsuleLimit(bytes);
        }
    }
}
