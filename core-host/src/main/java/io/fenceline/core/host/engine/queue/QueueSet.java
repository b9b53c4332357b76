package io.fenceline.core.host.engine.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The I/O queues of one association: what a path leads to. */
public final class QueueSet {
    private static final VarHandle ACTIVE;

    static {
        try {
            ACTIVE = MethodHandles.lookup().findVarHandle(QueueSet.class, "active", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int controller;
    private final int rank;
    private final IoQueue[] queues;
    private final Runnable onAnaStatus;
    private int active;

    /**
     * The queues of an association.
     *
     * @param controller its number
     * @param rank its place in the order in which the user named the paths
     * @param queues at least one; open
     * @param onAnaStatus told when a command is answered with an ANA status; any thread
     */
    public QueueSet(int controller, int rank, IoQueue[] queues, Runnable onAnaStatus) {
        this.controller = controller;
        this.rank = rank;
        this.queues = queues.clone();
        this.onAnaStatus = onAnaStatus;
    }

    /**
     * The controller's number.
     *
     * @return as in views and events
     */
    public int controller() {
        return controller;
    }

    /**
     * Its place in the user's order.
     *
     * @return 0: the first
     */
    public int rank() {
        return rank;
    }

    /**
     * The queue for a lane.
     *
     * @param lane 0 or more
     * @return on the lane's loop, if there are as many queues as lanes
     */
    public IoQueue queue(int lane) {
        return queues.length == 1 ? queues[0] : queues[lane % queues.length];
    }

    /**
     * How many queues there are.
     *
     * @return 1 or more
     */
    public int count() {
        return queues.length;
    }

    /** A command is given to one of the queues. */
    public void begin() {
        ACTIVE.getAndAdd(this, 1);
    }

    /** A command has ended, in whatever way. */
    public void end() {
        ACTIVE.getAndAdd(this, -1);
    }

    /**
     * Commands that have begun and not ended, held ones too.
     *
     * @return 0 or more
     */
    public int active() {
        return (int) ACTIVE.getAcquire(this);
    }

    /** A command was answered with an ANA status. */
    public void anaStatus() {
        onAnaStatus.run();
    }
}
