package io.fenceline.core.target.engine.namespace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One command's use of a namespace: the range that it touches, from before its first request to the back end until after
 * its last. Made once per command slot and used again. The fields belong to the queue's loop while the state is
 * {@link #IDLE}, and to the namespace's gate otherwise.
 */
public abstract class Access {
    static final int IDLE = 0;
    static final int WAITING = 1;
    static final int ACTIVE = 2;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Access.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Nullable
    Gate gate;
    long first;
    long last;
    boolean exclusive;
    boolean writing;
    private volatile int state;

    /** For the slot of a command. */
    protected Access() {
    }

    /**
     * A wait at the gate has ended: the namespace may be used now. Called on any thread, not inside a call of
     * {@link Namespace#enter}, and without a lock held.
     */
    protected abstract void granted();

    final int state() {
        return state;
    }

    /** Sequentially consistent: the store is seen by every scan that begins after a look at the attention count. */
    final void state(int value) {
        STATE.setVolatile(this, value);
    }

    final boolean overlaps(Access other) {
        return first <= other.last && other.first <= last;
    }
}
