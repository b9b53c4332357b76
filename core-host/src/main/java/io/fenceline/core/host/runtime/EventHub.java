package io.fenceline.core.host.runtime;

import io.fenceline.api.host.HostEvent;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Tells subscribers what happens. The host never waits for them: each has a bounded queue, and is told what it missed. */
final class EventHub implements Flow.Publisher<HostEvent> {
    /** Events that are kept for a subscriber that is behind. */
    static final int KEPT = 4096;

    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final Executor executor;
    private final LongSupplier clock;

    EventHub(Executor executor, LongSupplier clock) {
        this.executor = executor;
        this.clock = clock;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super HostEvent> subscriber) {
        Subscription subscription = new Subscription(subscriber);
        subscriptions.add(subscription);
        subscription.run(() -> subscriber.onSubscribe(subscription));
    }

    void tell(HostEvent event) {
        for (Subscription subscription : subscriptions) {
            subscription.offer(event);
        }
    }

    void close() {
        for (Subscription subscription : subscriptions) {
            subscription.complete();
        }
        subscriptions.clear();
    }

    private final class Subscription implements Flow.Subscription {
        private final Flow.Subscriber<? super HostEvent> subscriber;
        private final ArrayDeque<Object> queue = new ArrayDeque<>();
        private long demand;
        private long missed;
        private boolean running;
        private boolean cancelled;
        private boolean completed;

        Subscription(Flow.Subscriber<? super HostEvent> subscriber) {
            this.subscriber = subscriber;
        }

        /** Calls of one subscriber come one after the other. */
        void run(Runnable call) {
            synchronized (this) {
                queue.addFirst(call);
            }
            pump();
        }

        void offer(HostEvent event) {
            synchronized (this) {
                if (cancelled || completed) {
                    return;
                }
                if (queue.size() >= KEPT) {
                    missed++;
                    return;
                }
                if (missed > 0) {
                    queue.add(new HostEvent.Missed(clock.getAsLong(), missed));
                    missed = 0;
                }
                queue.add(event);
            }
            pump();
        }

        void complete() {
            synchronized (this) {
                completed = true;
            }
            pump();
        }

        @Override
        public void request(long n) {
            synchronized (this) {
                if (n <= 0) {
                    queue.addFirst((Runnable) () -> {
                        cancel();
                        subscriber.onError(new IllegalArgumentException("request of " + n + ": 1 or more is wanted"));
                    });
                } else {
                    demand = Math.addExact(Math.min(demand, Long.MAX_VALUE - n), n);
                }
            }
            pump();
        }

        @Override
        public void cancel() {
            synchronized (this) {
                cancelled = true;
                queue.clear();
            }
            subscriptions.remove(this);
        }

        private void pump() {
            synchronized (this) {
                if (running) {
                    return;
                }
                running = true;
            }
            try {
                executor.execute(this::drain);
            } catch (RejectedExecutionException e) {
                drain(); // the host is closed: this thread tells the end
            }
        }

        private void drain() {
            while (true) {
                Object next = take();
                if (next == null) {
                    return;
                }
                if (next instanceof Runnable call) {
                    call.run();
                } else if (next instanceof HostEvent event) {
                    subscriber.onNext(event);
                }
            }
        }

        private synchronized @Nullable Object take() {
            Object first = queue.peek();
            if (first instanceof Runnable) {
                return queue.remove();
            }
            if (first != null && demand > 0 && !cancelled) {
                if (demand != Long.MAX_VALUE) {
                    demand--;
                }
                return queue.remove();
            }
            if (first == null && completed && !cancelled) {
                cancelled = true;
                Runnable last = subscriber::onComplete;
                return last;
            }
            running = false;
            return null;
        }
    }
}
