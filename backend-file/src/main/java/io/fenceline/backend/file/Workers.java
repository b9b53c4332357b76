package io.fenceline.backend.file;

import io.fenceline.spi.backend.BackendRequest;
import java.nio.file.FileStore;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads that do I/O on one file store, for all its files together: as many as the disk can make use of, made when they
 * are needed. They are platform threads, since a file channel blocks its carrier anyway, and nobody interrupts them, since
 * an interrupt would close the channel for all. Work waits in order and can be taken back while it waits; how much can wait
 * is bounded by the queues of the hosts.
 */
final class Workers {
    private static final Map<FileStore, Workers> BY_STORE = new HashMap<>();
    private static final long IDLE_SECONDS = 10;

    private final FileStore store;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    // Under the lock:
    private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
    private final ArrayDeque<Entry> spare = new ArrayDeque<>();
    private int maxThreads;
    private int threads;
    private int idle;
    private int made;
    /** Under the lock of {@link #BY_STORE}. */
    private int users;

    /** Who does a request. */
    interface Worker {
        /** Does it and completes it, now or later. */
        void perform(BackendRequest request);
    }

    private static final class Entry {
        @Nullable
        Worker worker;
        @Nullable
        BackendRequest request;
        int generation;

        @SuppressWarnings("ReferenceEquality")
        boolean isFor(BackendRequest wanted, int wantedGeneration) {
            return request == wanted && generation == wantedGeneration;
        }
    }

    private Workers(FileStore store) {
        this.store = store;
    }

    /** The workers of a file store; {@link #leave} follows. */
    static Workers of(FileStore store, int threads) {
        synchronized (BY_STORE) {
            Workers workers = BY_STORE.computeIfAbsent(store, Workers::new);
            workers.users++;
            workers.atLeast(threads);
            return workers;
        }
    }

    /** Threads go by themselves when there is no work. */
    void leave() {
        synchronized (BY_STORE) {
            if (--users == 0) {
                BY_STORE.remove(store);
            }
        }
    }

    private void atLeast(int count) {
        lock.lock();
        try {
            maxThreads = Math.max(maxThreads, count);
        } finally {
            lock.unlock();
        }
    }

    void submit(Worker worker, BackendRequest request) {
        lock.lock();
        try {
            Entry entry = spare.poll();
            if (entry == null) {
                entry = new Entry();
            }
            entry.worker = worker;
            entry.request = request;
            entry.generation = request.generation();
            waiting.add(entry);
            if (idle > 0) {
                work.signal();
            }
            // A thread that has been woken counts as idle until it runs.
            if (waiting.size() > idle && threads < maxThreads) {
                threads++;
                Thread.ofPlatform().daemon().name("fenceline-file-" + ++made).start(this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes a request back that has not begun; false: it has. */
    boolean withdraw(BackendRequest request, int generation) {
        lock.lock();
        try {
            for (Iterator<Entry> i = waiting.iterator(); i.hasNext();) {
                Entry entry = i.next();
                if (entry.isFor(request, generation)) {
                    i.remove();
                    recycle(entry);
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void recycle(Entry entry) {
        entry.worker = null;
        entry.request = null;
        spare.push(entry);
    }

    private void run() {
        try {
            while (true) {
                Worker worker;
                BackendRequest request;
                lock.lock();
                try {
                    if (!awaitWork()) {
                        return;
                    }
                    Entry entry = waiting.remove();
                    worker = entry.worker;
                    request = entry.request;
                    recycle(entry);
                } finally {
                    lock.unlock();
                }
                if (worker != null && request != null) {
                    perform(worker, request);
                }
            }
        } finally {
            gone();
        }
    }

    private void gone() {
        lock.lock();
        try {
            threads--;
        } finally {
            lock.unlock();
        }
    }

    /** What somebody does who hears of a completion must not end the thread, on which others wait. */
    private static void perform(Worker worker, BackendRequest request) {
        try {
            worker.perform(request);
        } catch (RuntimeException e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /** Under the lock: false after a long time without work. */
    private boolean awaitWork() {
        long left = TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
        while (waiting.isEmpty()) {
            if (left <= 0) {
                return false;
            }
            idle++;
            try {
                left = work.awaitNanos(left);
            } catch (InterruptedException e) {
                // Nobody interrupts these threads; if somebody does, the flag must not stay and close the next channel.
                left = TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
            } finally {
                idle--;
            }
        }
        return true;
    }
}
