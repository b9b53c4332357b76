package io.fenceline.testkit.fault;

import io.fenceline.api.TransportAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between an NVMe/TCP host and a target on the loopback and makes the faults of a script at points
 * {@link FaultPoint#H2C} and {@link FaultPoint#C2H}: it knows where PDUs begin and end, their types, digests and data. What
 * does not look like a PDU is passed on as it is. Threads of its own, real time; the timer of the run is not used.
 */
public final class TcpFaultProxy implements AutoCloseable {
    private static final int CONNECT_MS = 5_000;

    private final FaultRun run;
    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final Thread acceptor;
    private volatile boolean closed;
    private volatile boolean shut;
    private volatile long lagNs;

    /**
     * Listens on a port of the loopback that the system chooses.
     *
     * @param run the faults
     * @param target where connections are passed on to
     */
    public TcpFaultProxy(FaultRun run, TransportAddress target) {
        this.run = run;
        this.target = new InetSocketAddress(target.address(), target.port());
        try {
            server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        acceptor = start("accept", this::accept);
    }

    /**
     * Where hosts connect to instead of the target.
     *
     * @return an address of the loopback
     */
    public TransportAddress address() {
        return TransportAddress.tcp(server.getInetAddress().getHostAddress(), server.getLocalPort());
    }

    /**
     * How many connections there have been that have not ended.
     *
     * @return the count
     */
    public int connections() {
        return connections.size();
    }

    /** Breaks all present connections: both ends hear of a reset. */
    public void killAll() {
        connections.forEach(ProxiedConnection::kill);
    }

    /** Lets nothing pass on the present connections any more, and tells nobody. */
    public void halfOpenAll() {
        connections.forEach(ProxiedConnection::halfOpen);
    }

    /** Breaks all present connections for the hosts, which hear of a reset; the target hears of nothing and thinks that they stand. */
    public void abandonAll() {
        connections.forEach(ProxiedConnection::abandon);
    }

    /**
     * Lets nothing pass, on present and new connections: neither data nor the news that an end has closed or reset. When it is over, all
     * that has come meanwhile passes, as what is sent again would.
     *
     * @param on whether
     */
    public void blackhole(boolean on) {
        shut = on;
        connections.forEach(connection -> connection.shut(on));
    }

    /**
     * Lets everything come later, on present and new connections: what comes after a pause waits, and what comes meanwhile waits with it.
     *
     * @param time how much; zero: no more
     */
    public void lag(Duration time) {
        lagNs = time.toNanos();
        connections.forEach(connection -> connection.lag(lagNs));
    }

    private void accept() {
        while (!closed) {
            try {
                Socket host = server.accept();
                Socket controller = new Socket();
                try {
                    controller.connect(target, CONNECT_MS);
                } catch (IOException e) {
                    host.setSoLinger(true, 0);
                    host.close();
                    continue;
                }
                host.setTcpNoDelay(true);
                controller.setTcpNoDelay(true);
                ProxiedConnection connection = new ProxiedConnection(run, host, controller, connections::remove);
                connections.add(connection);
                connection.shut(shut);
                connection.lag(lagNs);
                start("h2c", () -> connection.pump(FaultPoint.H2C));
                start("c2h", () -> connection.pump(FaultPoint.C2H));
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private Thread start(String name, Runnable task) {
        Thread thread = Thread.ofVirtual().name("fault-proxy-" + name).start(task);
        threads.add(thread);
        return thread;
    }

    /** Ends all connections and threads, and waits for them. Works twice. */
    @Override
    public void close() {
        closed = true;
        try {
            server.close();
            acceptor.join();
            killAll();
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
