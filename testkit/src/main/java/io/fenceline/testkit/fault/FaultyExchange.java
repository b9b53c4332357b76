package io.fenceline.testkit.fault;

import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** A command at the target end, with faults. */
final class FaultyExchange implements CommandExchange {
    private final FaultyTargetQueue queue;
    private final CommandExchange inner;
    private int opcode;
    private boolean corrupt;
    private @Nullable FaultRule fetchRule;
    private @Nullable DataBuffer fetchInto;

    FaultyExchange(FaultyTargetQueue queue, CommandExchange inner) {
        this.queue = queue;
        this.inner = inner;
    }

    void begin(int with) {
        opcode = with;
        corrupt = false;
        fetchRule = null;
    }

    /** The data digest of the capsule does not fit. */
    void corrupt() {
        corrupt = true;
    }

    private @Nullable FaultRule hit(FaultPoint point) {
        return queue.silent() ? null : queue.hit(point, opcode);
    }

    @Override
    public int slot() {
        return inner.slot();
    }

    @Override
    public MemorySegment sqe() {
        return inner.sqe();
    }

    @Override
    public int dataLength() {
        return inner.dataLength();
    }

    @Override
    public int sglStatus() {
        return corrupt ? Status.TRANSIENT_TRANSPORT_ERROR : inner.sglStatus();
    }

    @Override
    public @Nullable DataBuffer takeInCapsuleData() {
        return corrupt ? null : inner.takeInCapsuleData();
    }

    @Override
    public void fetch(DataBuffer into, int offset, int length) {
        FaultRule rule = hit(FaultPoint.FETCH);
        Runnable fetch = () -> {
            if (queue.gone()) {
                queue.tellFetched(this, Status.ABORTED_SQ_DELETION);
            } else {
                inner.fetch(into, offset, length);
            }
        };
        fetchRule = null;
        fetchInto = into;
        if (queue.silent()) {
            queue.held().never(fetch);
            return;
        }
        if (rule == null) {
            fetch.run();
            return;
        }
        switch (rule.action()) {
            case DELAY, STALL -> queue.held().later(rule, fetch);
            case TRUNCATE -> {
                fetchRule = rule;
                inner.fetch(into, offset, Math.clamp(rule.amount(), 1, length));
            }
            case HALF_OPEN -> {
                queue.goSilent();
                queue.held().never(fetch);
            }
            case KILL -> {
                queue.kill(Ending.network());
                fetch.run();
            }
            case DROP -> queue.held().never(fetch);
            default -> {
                fetchRule = rule;
                fetch.run();
            }
        }
    }

    void fetched(int status) {
        FaultRule rule = fetchRule;
        int told = status;
        if (rule != null && status == Status.SUCCESS) {
            switch (rule.action()) {
                case TRUNCATE -> {
                    queue.kill(Ending.network());
                    told = Status.ABORTED_SQ_DELETION;
                }
                case CORRUPT_DIGEST -> {
                    flip(fetchInto);
                    told = Status.TRANSIENT_TRANSPORT_ERROR;
                }
                default -> flip(fetchInto);
            }
        }
        queue.tellFetched(this, told);
    }

    private static void flip(@Nullable DataBuffer data) {
        if (data != null) {
            data.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) (data.segment().get(ValueLayout.JAVA_BYTE, 0) ^ 1));
        }
    }

    @Override
    public void send(DataBuffer from, int offset, int length) {
        FaultRule rule = hit(FaultPoint.SEND);
        Runnable send = () -> {
            if (queue.gone()) {
                queue.tellSent(this, Status.ABORTED_SQ_DELETION);
            } else {
                inner.send(from, offset, length);
            }
        };
        if (queue.silent()) {
            queue.held().never(send);
            return;
        }
        if (rule == null) {
            send.run();
            return;
        }
        switch (rule.action()) {
            case DELAY, STALL -> queue.held().later(rule, send);
            case HALF_OPEN -> {
                queue.goSilent();
                queue.held().never(send);
            }
            case FLIP -> {
                flip(from);
                send.run();
            }
            case TRUNCATE -> {
                inner.send(from, offset, Math.clamp(rule.amount(), 1, length));
                queue.kill(Ending.network());
            }
            default -> {
                queue.kill(Ending.network());
                send.run();
            }
        }
    }

    @Override
    public void sendAndRespond(DataBuffer from, int length, long result, int sqHead) {
        FaultRule rule = hit(FaultPoint.SEND);
        if (rule == null) {
            rule = hit(FaultPoint.RESPONSE);
        }
        Runnable both = () -> {
            if (queue.gone()) {
                from.release();
            } else {
                inner.sendAndRespond(from, length, result, sqHead);
            }
        };
        if (queue.silent()) {
            drop(from);
            return;
        }
        if (rule == null) {
            both.run();
            return;
        }
        switch (rule.action()) {
            case DELAY, STALL -> queue.held().later(rule, both);
            case FLIP -> {
                flip(from);
                both.run();
            }
            case HALF_OPEN -> {
                queue.goSilent();
                drop(from);
            }
            case DROP -> drop(from);
            default -> {
                queue.kill(Ending.network());
                drop(from);
            }
        }
    }

    private void drop(DataBuffer from) {
        from.release();
        discard();
    }

    @Override
    public void respond(long result, int sqHead, int status) {
        FaultRule rule = hit(FaultPoint.RESPONSE);
        if (queue.silent()) {
            discard();
            return;
        }
        if (rule == null) {
            inner.respond(result, sqHead, status);
            return;
        }
        switch (rule.action()) {
            case DELAY, STALL -> queue.held().later(rule, () -> {
                if (!queue.gone()) {
                    inner.respond(result, sqHead, status);
                }
            });
            case HALF_OPEN -> {
                queue.goSilent();
                discard();
            }
            case KILL -> {
                queue.kill(Ending.network());
                discard();
            }
            default -> discard();
        }
    }

    @Override
    public void discard() {
        if (!queue.gone()) {
            inner.discard();
        }
    }
}
