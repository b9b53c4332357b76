package io.fenceline.transport.tcp.engine;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TargetQueuePairListener;
import io.fenceline.spi.transport.TransportFault;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A target engine with a core that writes down what it hears. */
final class TargetRig extends Rig implements TargetQueuePairListener {
    static final TargetSettings SETTINGS = new TargetSettings(LIMITS, 0, 8192, 1 << 20, 1 << 20, 16 * 1024, 16 * 1024);
    static final Nqn NQN = new Nqn("nqn.2014-08.org.nvmexpress:uuid:11111111-2222-3333-4444-555555555555");

    final TcpTargetConnection connection;
    @Nullable
    TargetQueuePair queuePair;
    final List<CommandExchange> commands = new ArrayList<>();
    final List<Integer> fetched = new ArrayList<>();
    final List<Integer> sent = new ArrayList<>();
    final List<TransportFault> faults = new ArrayList<>();
    int batches;
    int quiesced;
    Consumer<CommandExchange> onCommand = commands::add;
    Consumer<CommandExchange> onFetched = _ -> {
    };
    boolean disconnectOnFault = true;
    private boolean inCall;

    TargetRig() {
        this(SETTINGS, 64 << 20);
    }

    TargetRig(TargetSettings settings, long memory) {
        super(memory);
        connection = new TcpTargetConnection(wire, pool, () -> now, settings, loop, () -> true, TransportAddress.tcp("127.0.0.1", 4420),
                TransportAddress.tcp("127.0.0.1", 50000), this::accept);
        attach();
    }

    private TargetQueuePairListener accept(TargetQueuePair qp) {
        queuePair = qp;
        return this;
    }

    @Override
    TcpConnection connection() {
        return connection;
    }

    /** Does the handshake and throws the answer away. */
    TargetRig open(int hpda, int digests, int maxR2t) {
        feed(Pdu.icReq(hpda, digests, maxR2t));
        wire.take();
        return this;
    }

    TargetRig open() {
        return open(0, 0, 0);
    }

    static QueuePairParams params(int qid, int size, boolean flowControl) {
        return new QueuePairParams(NQN, new UUID(1, 2), NQN, 1, qid, size, flowControl);
    }

    TargetRig associate(int qid, int size, boolean flowControl) {
        connection.associate(params(qid, size, flowControl));
        return this;
    }

    CommandExchange command() {
        return commands.removeFirst();
    }

    private void call(Runnable body) {
        if (inCall) {
            throw new AssertionError("the core is called from inside a call");
        }
        inCall = true;
        try {
            body.run();
        } finally {
            inCall = false;
        }
    }

    @Override
    public void onCommand(CommandExchange exchange) {
        call(() -> onCommand.accept(exchange));
    }

    @Override
    public void onFetched(CommandExchange exchange, int status) {
        call(() -> {
            fetched.add(status);
            onFetched.accept(exchange);
        });
    }

    @Override
    public void onSent(CommandExchange exchange, int status) {
        call(() -> sent.add(status));
    }

    @Override
    public void onBatchEnd() {
        batches++;
    }

    @Override
    public void onFault(TransportFault fault) {
        call(() -> {
            faults.add(fault);
            if (disconnectOnFault) {
                connection.disconnect(fault);
            }
        });
    }

    @Override
    public void onQuiesced() {
        call(() -> quiesced++);
    }

    /** Ends everything as a well-behaved core does, and checks that nothing is lost. */
    void finish() {
        connection.disconnect(TransportFault.of(TransportFault.Kind.NETWORK, "the test is over"));
        settle();
        for (CommandExchange exchange : commands) {
            exchange.discard();
        }
        commands.clear();
        settle();
        assertNothingLost();
    }
}
