package io.fenceline.tck.transport;

import static java.util.Objects.requireNonNull;

import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TargetQueuePairListener;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.testkit.Gen;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The core at the target end of a queue pair: does what the commands say, or holds them for the test; records, and checks
 * every rule about callbacks.
 */
final class TargetQueue implements TargetQueuePairListener {
    private final Rules rules;
    private final TargetQueuePair queuePair;
    private final Map<CommandExchange, IntConsumer> fetching = new HashMap<>();
    private final Map<CommandExchange, IntConsumer> sending = new HashMap<>();
    private final List<CommandExchange> held = new CopyOnWriteArrayList<>();
    private final List<Integer> keys = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger wrongData = new AtomicInteger();
    private final AtomicInteger commands = new AtomicInteger();
    private volatile boolean holding;
    private volatile boolean disconnects = true;
    private volatile @Nullable TransportFault fault;
    private volatile boolean disconnected;
    private volatile boolean quiesced;
    private volatile int commandsAtBatchEnd;
    private int queueSize = 1024;
    private int active;
    private boolean inCall;

    TargetQueue(TransportRig rig, TargetQueuePair queuePair) {
        rules = rig.rules();
        this.queuePair = queuePair;
    }

    // Orders of the test.

    /** Commands are held for the test from now on. */
    void hold() {
        holding = true;
    }

    /** A fault is not answered with a disconnect from now on. */
    void doNotDisconnect() {
        disconnects = false;
    }

    /** The test is over: whatever is held is given up, as soon as the connection is gone. */
    void letGo() {
        disconnects = true;
        holding = false;
        try {
            queuePair.loop().execute(() -> inCall(() -> {
                if (fault != null && !disconnected) {
                    disconnect(requireNonNull(fault));
                }
                giveUpHeld();
                return null;
            }));
        } catch (RejectedExecutionException e) {
            rules.require(quiesced, "target: a closed transport has quiesced its queue pairs");
        }
    }

    void giveUpHeld() {
        for (CommandExchange exchange : List.copyOf(held)) {
            if (!fetching.containsKey(exchange) && !sending.containsKey(exchange)) {
                discard(exchange);
            }
        }
    }

    <T extends @Nullable Object> T inCall(TransportRig.Task<T> task) {
        boolean before = inCall;
        inCall = true;
        try {
            return task.run();
        } finally {
            inCall = before;
        }
    }

    // Verbs, on the loop.

    void fetch(CommandExchange exchange, DataBuffer into, int offset, int length, IntConsumer then) {
        fetching.put(exchange, then);
        try {
            exchange.fetch(into, offset, length);
        } catch (RuntimeException e) {
            fetching.remove(exchange);
            throw e;
        }
    }

    void send(CommandExchange exchange, DataBuffer from, int offset, int length, IntConsumer then) {
        sending.put(exchange, then);
        try {
            exchange.send(from, offset, length);
        } catch (RuntimeException e) {
            sending.remove(exchange);
            throw e;
        }
    }

    void respond(CommandExchange exchange, long result, int sqHead, int status) {
        ended(exchange);
        exchange.respond(result, sqHead, status);
    }

    void sendAndRespond(CommandExchange exchange, DataBuffer from, int length, long result, int sqHead) {
        ended(exchange);
        exchange.sendAndRespond(from, length, result, sqHead);
    }

    void discard(CommandExchange exchange) {
        ended(exchange);
        exchange.discard();
    }

    private void ended(CommandExchange exchange) {
        active--;
        held.remove(exchange);
    }

    void disconnect(TransportFault why) {
        disconnected = true;
        queuePair.disconnect(why);
    }

    DataBuffer take(int bytes) {
        return requireNonNull(queuePair.buffers().take(bytes), "the target's pool is empty");
    }

    // Doing what a command says.

    private void perform(CommandExchange exchange) {
        if (exchange.sglStatus() != Status.SUCCESS) {
            respond(exchange, 0, 0, exchange.sglStatus());
            return;
        }
        MemorySegment sqe = exchange.sqe();
        int length = exchange.dataLength();
        if (Sqe.opcode(sqe) == Sqe.FABRICS) {
            int attributes = Sqe.cdw(sqe, 11);
            queueSize = (attributes & 0xFFFF) + 1;
            queuePair.associate(TransportRig.params(Sqe.cdw(sqe, 10) >>> 16, queueSize, (attributes & 1 << 18) == 0));
        }
        switch (length == 0 ? 0 : Sqe.direction(sqe)) {
            case 1 -> receive(exchange, length);
            case 2 -> reply(exchange, length);
            default -> respond(exchange, Sqe.cdw(sqe, 10), 0, Status.SUCCESS);
        }
    }

    private void receive(CommandExchange exchange, int length) {
        DataBuffer inCapsule = exchange.takeInCapsuleData();
        if (inCapsule != null) {
            rules.require(exchange.takeInCapsuleData() == null, "target: in-capsule data can be taken once");
            received(exchange, inCapsule, 0, length, length, Status.SUCCESS);
            return;
        }
        int piece = Sqe.cdw(exchange.sqe(), 11) == Command.PIECES ? Sqe.cdw(exchange.sqe(), 12) : length;
        receivePiece(exchange, 0, piece, length);
    }

    private void receivePiece(CommandExchange exchange, int at, int piece, int length) {
        int bytes = Math.min(piece, length - at);
        DataBuffer into = queuePair.buffers().take(bytes);
        if (into == null) {
            queuePair.buffers().whenReleased(() -> inCall(() -> {
                receivePiece(exchange, at, piece, length);
                return null;
            }));
            return;
        }
        fetch(exchange, into, at, bytes, status -> {
            if (status == Status.SUCCESS && at + bytes < length && differsAt(exchange, into, at, bytes) < 0) {
                scribbleAndRelease(into);
                receivePiece(exchange, at + bytes, piece, length);
            } else {
                received(exchange, into, at, bytes, length, status);
            }
        });
    }

    private void received(CommandExchange exchange, DataBuffer data, int at, int bytes, int length, int status) {
        int answer = status;
        if (status == Status.SUCCESS && (differsAt(exchange, data, at, bytes) >= 0 || at + bytes < length)) {
            answer = Status.DATA_TRANSFER_ERROR;
            wrongData.incrementAndGet();
        }
        scribbleAndRelease(data);
        respond(exchange, length, 0, answer);
    }

    /** Where the data of a range differs from the pattern of the command's key; -1: nowhere. */
    static long differsAt(CommandExchange exchange, DataBuffer data, int at, int bytes) {
        int key = Sqe.cdw(exchange.sqe(), 10);
        for (int i = 0; i < bytes; i++) {
            if ((byte) Bytes.u8(data.segment(), i) != Gen.patternAt(key, (long) at + i)) {
                return i;
            }
        }
        return -1;
    }

    /** Fills a buffer with what a range of the command's data is to be. */
    static void fill(CommandExchange exchange, DataBuffer data, int at, int bytes) {
        int key = Sqe.cdw(exchange.sqe(), 10);
        for (int i = 0; i < bytes; i++) {
            Bytes.put8(data.segment(), i, Gen.patternAt(key, (long) at + i));
        }
    }

    static void scribbleAndRelease(DataBuffer data) {
        data.segment().fill(HostQueue.SCRIBBLE);
        data.release();
    }

    private void reply(CommandExchange exchange, int length) {
        DataBuffer from = queuePair.buffers().take(length);
        if (from == null) {
            queuePair.buffers().whenReleased(() -> inCall(() -> {
                reply(exchange, length);
                return null;
            }));
            return;
        }
        int how = Sqe.cdw(exchange.sqe(), 11);
        if (how == Command.WHOLE) {
            fill(exchange, from, 0, length);
            sendAndRespond(exchange, from, length, 0, 1);
        } else {
            int piece = how == Command.PIECES ? Sqe.cdw(exchange.sqe(), 12) : length;
            replyPiece(exchange, from, 0, piece, length);
        }
    }

    private void replyPiece(CommandExchange exchange, DataBuffer from, int at, int piece, int length) {
        int bytes = Math.min(piece, length - at);
        fill(exchange, from, at, bytes);
        send(exchange, from, at, bytes, status -> {
            // The buffer is the core's again: what it does with it now must not be seen by the host.
            from.segment().fill(HostQueue.SCRIBBLE);
            if (status == Status.SUCCESS && at + bytes < length) {
                replyPiece(exchange, from, at + bytes, piece, length);
            } else {
                from.release();
                respond(exchange, length, 1, status);
            }
        });
    }

    // Callbacks.

    private void callback(String what) {
        rules.require(queuePair.inLoop(), "target: " + what + " is called on the loop");
        rules.require(!inCall, "target: " + what + " is not called from inside a call");
        rules.require(!quiesced, "target: " + what + " is not called after onQuiesced");
        events.add(what);
    }

    private void guarded(Runnable task) {
        inCall(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                rules.broken("target: a call that the contract allows does not throw", e);
            }
            return null;
        });
    }

    @Override
    public void onCommand(CommandExchange exchange) {
        callback("onCommand");
        rules.require(!disconnected, "target: onCommand is not called after disconnect");
        rules.require(fault == null, "target: onCommand is not called after onFault");
        rules.require(exchange.slot() >= 0 && exchange.slot() <= 2 * queueSize, "target: slot is 0 to twice the queue's size");
        keys.add(Sqe.cdw(exchange.sqe(), 10));
        active++;
        if (holding) {
            held.add(exchange);
        }
        commands.incrementAndGet();
        if (!holding) {
            guarded(() -> perform(exchange));
        }
    }

    @Override
    public void onFetched(CommandExchange exchange, int status) {
        callback("onFetched");
        IntConsumer then = fetching.remove(exchange);
        rules.require(then != null, "target: onFetched is called once for a fetch");
        if (then != null) {
            guarded(() -> then.accept(status));
        }
    }

    @Override
    public void onSent(CommandExchange exchange, int status) {
        callback("onSent");
        IntConsumer then = sending.remove(exchange);
        rules.require(then != null, "target: onSent is called once for a send");
        if (then != null) {
            guarded(() -> then.accept(status));
        }
    }

    @Override
    public void onBatchEnd() {
        callback("onBatchEnd");
        commandsAtBatchEnd = commands.get();
    }

    @Override
    public void onFault(TransportFault why) {
        callback("onFault");
        rules.require(fault == null, "target: onFault is called at most once");
        rules.require(!disconnected, "target: onFault is not called after disconnect");
        fault = why;
        if (disconnects) {
            inCall(() -> {
                disconnect(why);
                return null;
            });
        }
    }

    @Override
    public void onQuiesced() {
        callback("onQuiesced");
        rules.require(disconnected, "target: onQuiesced is called after disconnect");
        rules.require(fetching.isEmpty() && sending.isEmpty(), "target: all fetches and sends have been called back by onQuiesced");
        rules.require(active == 0, "target: all exchanges have ended by onQuiesced");
        quiesced = true;
    }

    // What is known, on any thread.

    TargetQueuePair queuePair() {
        return queuePair;
    }

    void forgetConnect() {
        keys.clear();
        events.clear();
    }

    List<CommandExchange> held() {
        return held;
    }

    /** CDW10 of all commands in the order in which they came. */
    List<Integer> keys() {
        return keys;
    }

    List<String> events() {
        return events;
    }

    @Nullable
    TransportFault fault() {
        return fault;
    }

    boolean quiesced() {
        return quiesced;
    }

    int commands() {
        return commands.get();
    }

    /** How many fetches brought other data than the command's. */
    int wrongData() {
        return wrongData.get();
    }

    int commandsAtBatchEnd() {
        return commandsAtBatchEnd;
    }

    QueuePairParams associated(QueuePairParams params) {
        queueSize = params.size();
        queuePair.associate(params);
        return params;
    }
}
