package io.fenceline.assembly.nbd.netty;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The connections there are, with those that are lost but have requests under way. */
final class Sessions {
    /** A connection, on its loop unless said otherwise. */
    interface Session {
        /** The server is about to end. Any thread. */
        void drain();

        /** The server ends now. Any thread. */
        void cut();
    }

    private final int limit;
    private final Set<Session> all = ConcurrentHashMap.newKeySet();
    private boolean ending;
    private @Nullable CountDownLatch empty;

    Sessions(int limit) {
        this.limit = limit;
    }

    /** Adds one, unless there are too many, or no more are taken. */
    synchronized boolean add(Session session) {
        return !ending && all.size() < limit && all.add(session);
    }

    /** One becomes another. */
    synchronized void replace(Session before, Session now) {
        all.remove(before);
        all.add(now);
        if (ending) {
            now.drain();
        }
    }

    synchronized void remove(Session session) {
        all.remove(session);
        if (all.isEmpty() && empty != null) {
            empty.countDown();
        }
    }

    int count() {
        return all.size();
    }

    /** No more; those that are there are to end. */
    synchronized void drain() {
        ending = true;
        all.forEach(Session::drain);
    }

    synchronized void cut() {
        all.forEach(Session::cut);
    }

    /** Waits until there is none. */
    boolean awaitEmpty(long nanos) throws InterruptedException {
        CountDownLatch waiting;
        synchronized (this) {
            if (all.isEmpty()) {
                return true;
            }
            waiting = new CountDownLatch(1);
            empty = waiting;
        }
        return waiting.await(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }
}
