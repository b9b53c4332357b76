package io.fenceline.testkit.fault;

import io.fenceline.wire.Bytes;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection through the {@link TcpFaultProxy}: a pump for each direction. */
final class ProxiedConnection {
    /** NVMe/TCP 1.1, 3.6.1: the common header. */
    private static final int COMMON_HEADER = 8;
    /** Longest PDU that is looked into; anything longer is no PDU that we know. */
    private static final int MAX_PDU = 16 << 20;
    private static final int CAPSULE_CMD = 4;
    private static final int FLAG_HDGST = 1;
    private static final int FLAG_DDGST = 2;

    private final FaultRun run;
    private final Socket host;
    private final Socket controller;
    private final Consumer<ProxiedConnection> whenEnded;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean silent;
    private boolean dead;
    private boolean shut;
    private long lagNs;
    private int pumpsEnded;

    ProxiedConnection(FaultRun run, Socket host, Socket controller, Consumer<ProxiedConnection> whenEnded) {
        this.run = run;
        this.host = host;
        this.controller = controller;
        this.whenEnded = whenEnded;
    }

    /** PDUs of one direction that are held, by the rule that holds them. */
    private static final class Stalled {
        final FaultRule rule;
        final long untilNs;
        final ArrayDeque<byte[]> pdus = new ArrayDeque<>();

        Stalled(FaultRule rule) {
            this.rule = rule;
            untilNs = rule.amount() == 0 ? Long.MAX_VALUE : System.nanoTime() + rule.amount();
        }
    }

    void pump(FaultPoint point) {
        Socket from = point == FaultPoint.H2C ? host : controller;
        Socket to = point == FaultPoint.H2C ? controller : host;
        Map<FaultRule, Stalled> stalls = new LinkedHashMap<>();
        ReentrantLock writing = new ReentrantLock();
        List<Thread> releasers = new ArrayList<>();
        try {
            DataInputStream in = new DataInputStream(from.getInputStream());
            OutputStream out = to.getOutputStream();
            boolean waited = true; // what comes first may be there already, and comes after a pause all the same
            for (byte[] pdu = read(in, out); pdu != null; pdu = read(in, out)) {
                if (waited) {
                    lag();
                }
                awaitOpen();
                if (!pass(point, pdu, out, stalls, writing, releasers)) {
                    return;
                }
                waited = in.available() == 0;
            }
            awaitOpen();
            if (!isSilent()) {
                to.shutdownOutput();
            }
        } catch (IOException e) {
            // An end has gone: the other one is to hear of it in the same way.
            awaitOpen();
            if (!isSilent()) {
                kill();
            }
        } finally {
            ended();
            for (Thread releaser : releasers) {
                joinQuietly(releaser);
            }
        }
    }

    /** Reads a whole PDU; null: the stream has ended, or what was left of it has been passed on. */
    private byte @Nullable [] read(DataInputStream in, OutputStream out) throws IOException {
        byte[] header = new byte[COMMON_HEADER];
        int got = in.readNBytes(header, 0, COMMON_HEADER);
        if (got < COMMON_HEADER) {
            write(out, Arrays.copyOf(header, got));
            return null;
        }
        long length = Bytes.u32(MemorySegment.ofArray(header), 4);
        if (length < COMMON_HEADER || length > MAX_PDU) {
            write(out, header);
            passRest(in, out);
            return null;
        }
        byte[] pdu = Arrays.copyOf(header, (int) length);
        int rest = in.readNBytes(pdu, COMMON_HEADER, (int) length - COMMON_HEADER);
        if (rest < length - COMMON_HEADER) {
            write(out, Arrays.copyOf(pdu, COMMON_HEADER + rest));
            throw new EOFException();
        }
        return pdu;
    }

    private void passRest(InputStream in, OutputStream out) throws IOException {
        byte[] some = new byte[4096];
        for (int n = in.read(some); n >= 0; n = in.read(some)) {
            write(out, Arrays.copyOf(some, n));
        }
    }

    /** Does with a PDU what the script says; false: the connection is dead. */
    private boolean pass(FaultPoint point, byte[] pdu, OutputStream out, Map<FaultRule, Stalled> stalls, ReentrantLock writing,
            List<Thread> releasers) throws IOException {
        if (isSilent()) {
            return true;
        }
        int type = pdu[0] & 0xFF;
        int opcode = type == CAPSULE_CMD && pdu.length > COMMON_HEADER ? pdu[COMMON_HEADER] & 0xFF : -1;
        writing.lock();
        try {
            for (Stalled stalled : stalls.values()) {
                if (stalled.rule.matches(point, -1, opcode, type)) {
                    stalled.pdus.add(pdu);
                    return true;
                }
            }
        } finally {
            writing.unlock();
        }
        FaultRule rule = run.hit(point, -1, opcode, type);
        if (rule == null) {
            locked(writing, out, pdu);
            return true;
        }
        switch (rule.action()) {
            case DELAY -> {
                if (sleepUnlessDead(rule.amount())) {
                    locked(writing, out, pdu);
                }
            }
            case STALL -> stall(rule, pdu, out, stalls, writing, releasers);
            case TRUNCATE -> {
                locked(writing, out, Arrays.copyOf(pdu, (int) Math.min(rule.amount(), pdu.length - 1)));
                // In good order first, so that what was cut off short is really read, then the rest of the ends.
                out.flush();
                closeBoth();
                return false;
            }
            case CORRUPT_DIGEST -> {
                flip(pdu, (pdu[1] & FLAG_DDGST) != 0 ? pdu.length - 1 : dataAt(pdu));
                locked(writing, out, pdu);
            }
            case CORRUPT_HEADER -> {
                flip(pdu, (pdu[1] & FLAG_HDGST) != 0 ? pdu[2] & 0xFF : COMMON_HEADER);
                locked(writing, out, pdu);
            }
            case FLIP -> {
                flip(pdu, dataAt(pdu));
                locked(writing, out, pdu);
            }
            case HALF_OPEN -> halfOpen();
            case KILL -> {
                kill();
                return false;
            }
            case DROP -> {
                // It never comes.
            }
        }
        return true;
    }

    /** Where data begins; the last byte of a PDU that has none. */
    private static int dataAt(byte[] pdu) {
        int at = pdu[3] & 0xFF;
        return at >= COMMON_HEADER && at < pdu.length ? at : pdu.length - 1;
    }

    private static void flip(byte[] pdu, int at) {
        pdu[Math.min(at, pdu.length - 1)] ^= 0x10;
    }

    private void stall(FaultRule rule, byte[] pdu, OutputStream out, Map<FaultRule, Stalled> stalls, ReentrantLock writing,
            List<Thread> releasers) {
        Stalled stalled = new Stalled(rule);
        stalled.pdus.add(pdu);
        writing.lock();
        try {
            stalls.put(rule, stalled);
        } finally {
            writing.unlock();
        }
        releasers.add(Thread.ofVirtual().name("fault-proxy-stall").start(() -> {
            if (!sleepUnlessDead(stalled.untilNs - System.nanoTime())) {
                return;
            }
            writing.lock();
            try {
                stalls.remove(rule);
                for (byte[] held : stalled.pdus) {
                    write(out, held);
                }
            } catch (IOException e) {
                kill();
            } finally {
                writing.unlock();
            }
        }));
    }

    private void locked(ReentrantLock writing, OutputStream out, byte[] bytes) throws IOException {
        writing.lock();
        try {
            write(out, bytes);
        } finally {
            writing.unlock();
        }
    }

    private void write(OutputStream out, byte[] bytes) throws IOException {
        if (!isSilent() && bytes.length > 0) {
            out.write(bytes);
        }
    }

    private boolean isSilent() {
        lock.lock();
        try {
            return silent;
        } finally {
            lock.unlock();
        }
    }

    /** Waits; false: the connection has died meanwhile. */
    private boolean sleepUnlessDead(long ns) {
        long left = ns;
        lock.lock();
        try {
            while (!dead && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !dead;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private static void joinQuietly(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nothing passes any more, and nobody is told; what comes is read and thrown away. */
    void halfOpen() {
        lock.lock();
        try {
            silent = true;
        } finally {
            lock.unlock();
        }
    }

    /** The host hears of a reset, the target of nothing. */
    void abandon() {
        halfOpen();
        reset(host);
    }

    /** Lets nothing pass, neither data nor the news of an end, or lets it pass again with all that has come meanwhile. */
    void shut(boolean closed) {
        lock.lock();
        try {
            shut = closed;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets what comes after a pause come later. */
    void lag(long ns) {
        lock.lock();
        try {
            lagNs = ns;
        } finally {
            lock.unlock();
        }
    }

    private void lag() {
        long ns;
        lock.lock();
        try {
            ns = lagNs;
        } finally {
            lock.unlock();
        }
        if (ns > 0) {
            sleepUnlessDead(ns);
        }
    }

    private void awaitOpen() {
        lock.lock();
        try {
            while (shut && !dead) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Resets both sides. */
    void kill() {
        reset(host);
        reset(controller);
        died();
    }

    private void closeBoth() {
        close(host);
        close(controller);
        died();
    }

    private void died() {
        lock.lock();
        try {
            dead = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void ended() {
        boolean both;
        lock.lock();
        try {
            both = ++pumpsEnded == 2;
            if (both) {
                dead = true;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (both) {
            close(host);
            close(controller);
            whenEnded.accept(this);
        }
    }

    private static void reset(Socket socket) {
        try {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
            }
        } catch (IOException e) {
            // Closed in between; there is nothing left to be reset.
            return;
        }
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
