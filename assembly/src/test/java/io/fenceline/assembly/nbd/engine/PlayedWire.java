package io.fenceline.assembly.nbd.engine;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What is around a transmission, without threads: transfers begin when they are told to, replies are kept. */
final class PlayedWire implements Wire {
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final List<Transfer> sending = new ArrayList<>();
    private final Deque<Transfer> begun = new ArrayDeque<>();
    private final Deque<Transfer> ended = new ArrayDeque<>();
    private boolean writable = true;
    private String closed = "";
    private boolean closing;
    private boolean atOnce;

    void writable(boolean now) {
        writable = now;
    }

    boolean isClosing() {
        return closing;
    }

    boolean isAtOnce() {
        return atOnce;
    }

    String why() {
        return closed;
    }

    void end(Transfer transfer) {
        ended.add(transfer);
    }

    int begunCount() {
        return begun.size();
    }

    /** Lets begun transfers run and end, and what was sent leave, until nothing moves. */
    void run(Transmission transmission) {
        while (!begun.isEmpty() || !ended.isEmpty() || !sending.isEmpty()) {
            for (Transfer t = begun.poll(); t != null; t = begun.poll()) {
                t.begin();
            }
            for (Transfer t = ended.poll(); t != null; t = ended.poll()) {
                transmission.onEnded(t);
            }
            List<Transfer> left = List.copyOf(sending);
            sending.clear();
            left.forEach(transmission::onSent);
        }
    }

    /** Only lets ended ones be replied to. */
    void endAll(Transmission transmission) {
        for (Transfer t = ended.poll(); t != null; t = ended.poll()) {
            transmission.onEnded(t);
        }
    }

    byte[] takeOutput() {
        byte[] bytes = output.toByteArray();
        output.reset();
        return bytes;
    }

    @Override
    public void begin(Transfer transfer) {
        begun.add(transfer);
    }

    @Override
    public void send(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        output.writeBytes(copy);
    }

    @Override
    public void send(Transfer transfer, int from, int length) {
        byte[] copy = new byte[length];
        Payload payload = transfer.payload();
        if (payload == null) {
            throw new IllegalStateException("no payload");
        }
        payload.bytes().get(from, copy);
        output.writeBytes(copy);
        sending.add(transfer);
    }

    @Override
    public boolean writable() {
        return writable;
    }

    @Override
    public void close(String why, boolean now) {
        closing = true;
        closed = why;
        atOnce = now;
    }
}
