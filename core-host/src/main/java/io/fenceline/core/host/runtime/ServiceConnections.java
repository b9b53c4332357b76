package io.fenceline.core.host.runtime;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.DiscoverySpec;
import io.fenceline.api.host.HostOptions;
import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.controller.ConnectFailure;
import io.fenceline.core.host.engine.controller.DiscoveryController;
import io.fenceline.core.host.engine.discovery.ServiceActions;
import io.fenceline.core.host.engine.discovery.ServiceTree;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The connections of one {@link ServiceTree}. On the control loop. */
final class ServiceConnections implements ServiceActions {
    private final HostRuntime host;
    private final ControlLoop control;
    private final DiscoverySpec spec;
    private final Runnable onSettled;
    private final ServiceTree tree;
    private final Map<Integer, Connection> connections = new HashMap<>();
    private ControlLoop.@Nullable Timer timer;
    private boolean closed;

    /** A connection, or the wait for leave to make it. */
    private final class Connection implements DiscoveryController.Owner, DiscoveryController.LogDone {
        private final int number;
        private final TransportAddress address;
        private final Nqn nqn;
        private final boolean persistent;
        private @Nullable DiscoveryController controller;

        Connection(int number, TransportAddress address, Nqn nqn, boolean persistent) {
            this.number = number;
            this.address = address;
            this.nqn = nqn;
            this.persistent = persistent;
        }

        void attempt() {
            if (connections.get(number) != this) {
                return;
            }
            long wait = host.attempts().tryTake(control.nowNs());
            if (wait > 0) {
                control.schedule(this::attempt, wait);
                return;
            }
            HostOptions options = spec.options();
            HostOptions wanted = persistent ? options : options.change().recovery("none").keepAlive(Duration.ZERO).build();
            try {
                DiscoveryController made = new DiscoveryController(control, host.transport(address.type(), options.transportOptions()),
                        address,
                        HostRuntime.engineSettings(nqn, spec.identity(), wanted, 0), this, host::serviceGone);
                controller = made;
                host.serviceOpened();
                made.begin();
            } catch (IllegalArgumentException e) {
                // A referral to a transport that is not installed, or an option that it does not know.
                onLost(new ConnectFailure(String.valueOf(e.getMessage()), true));
            }
        }

        void end() {
            DiscoveryController made = controller;
            if (made != null) {
                made.end();
            }
        }

        @Override
        public void onReady(int maxTransfer, boolean notices) {
            event(() -> tree.onUp(number, maxTransfer, notices && persistent));
        }

        @Override
        public void onLost(ConnectFailure failure) {
            connections.remove(number);
            event(() -> tree.onDown(number, failure.text(), failure.permanent(), control.nowNs()));
        }

        @Override
        public void onLogChanged() {
            event(() -> tree.onChange(number));
        }

        @Override
        public void onLog(MemorySegment data) {
            event(() -> tree.onLog(number, data, control.nowNs()));
        }

        @Override
        public void onRefused(String why) {
            event(() -> tree.onRefused(number, why, control.nowNs()));
        }
    }

    ServiceConnections(HostRuntime host, TransportAddress address, DiscoverySpec spec, ServiceTree.Mode mode, Runnable onSettled) {
        this.host = host;
        this.control = host.control();
        this.spec = spec;
        this.onSettled = onSettled;
        tree = new ServiceTree(new ServiceTree.Settings(address, spec.service(), mode, spec.referralDepth(),
                spec.options().reconnectDelay().toNanos(), spec.options().reconnectDelayMax().toNanos(), host::typeOf, host::random), this);
    }

    ServiceTree tree() {
        return tree;
    }

    void start() {
        event(tree::start);
    }

    /** Ends all connections; what was read stays. */
    void close() {
        if (!closed) {
            tree.close();
            closed = true;
            if (timer != null) {
                timer.cancel();
            }
        }
    }

    private void event(Runnable event) {
        if (closed) {
            return;
        }
        event.run();
        arm();
    }

    private void arm() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        long next = tree.nextDeadlineNs();
        if (!closed && next != ServiceTree.NONE) {
            timer = control.schedule(() -> {
                timer = null;
                event(() -> tree.onTime(control.nowNs()));
            }, Math.max(0, next - control.nowNs()));
        }
    }

    @Override
    public void open(int service, TransportAddress address, Nqn nqn, boolean persistent) {
        Connection connection = new Connection(service, address, nqn, persistent);
        connections.put(service, connection);
        control.execute(connection::attempt);
    }

    @Override
    public void read(int service, long offset, int bytes, boolean retain) {
        Connection connection = connections.get(service);
        DiscoveryController controller = connection == null ? null : connection.controller;
        if (connection != null && controller != null) {
            controller.read(offset, bytes, retain, connection);
        }
    }

    @Override
    public void close(int service) {
        Connection connection = connections.remove(service);
        if (connection != null) {
            connection.end();
        }
    }

    @Override
    public void settled() {
        control.execute(() -> {
            if (!closed) {
                onSettled.run();
            }
        });
    }
}
