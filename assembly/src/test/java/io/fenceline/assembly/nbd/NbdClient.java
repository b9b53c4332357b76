package io.fenceline.assembly.nbd;

import io.fenceline.assembly.nbd.engine.Nbd;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A client that does what it is told, right or wrong. One thread, or one that sends and one that receives. */
public final class NbdClient implements AutoCloseable {
    private final SocketChannel channel;
    private final Map<Long, Integer> reads = new HashMap<>();

    private NbdClient(SocketChannel channel) {
        this.channel = channel;
    }

    /** Connects, and no more. */
    public static NbdClient connect(NbdAddress address) throws IOException {
        SocketChannel channel = switch (address) {
            case NbdAddress.Tcp tcp -> SocketChannel.open(tcp.socket());
            case NbdAddress.Unix unix -> {
                SocketChannel made = SocketChannel.open(StandardProtocolFamily.UNIX);
                made.connect(UnixDomainSocketAddress.of(unix.path()));
                yield made;
            }
        };
        if (address instanceof NbdAddress.Tcp) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        return new NbdClient(channel);
    }

    /** Connects and goes to an export with structured replies. */
    public static NbdClient open(NbdAddress address, String export) throws IOException {
        NbdClient client = connect(address);
        client.greet();
        client.option(Nbd.OPT_STRUCTURED_REPLY);
        client.answer();
        client.go(export);
        return client;
    }

    /** Reads the greeting and answers it. */
    public void greet() throws IOException {
        next(18);
        send(ByteBuffer.allocate(4).putInt(3).array());
    }

    /** Goes to an export, reading the answers. */
    public ByteBuffer go(String export) throws IOException {
        byte[] name = export.getBytes(StandardCharsets.UTF_8);
        option(Nbd.OPT_GO, ByteBuffer.allocate(6 + name.length).putInt(name.length).put(name).array());
        ByteBuffer facts = ByteBuffer.allocate(0);
        for (Answer answer = answer(); answer.type() != Nbd.REP_ACK; answer = answer()) {
            if (answer.type() < 0) {
                throw new IOException("refused: " + new String(answer.data(), StandardCharsets.UTF_8));
            }
            facts = answer.data().length == 12 ? ByteBuffer.wrap(answer.data()) : facts;
        }
        return facts;
    }

    public void option(int option, byte... data) throws IOException {
        send(ByteBuffer.allocate(16 + data.length).putLong(Nbd.IHAVEOPT).putInt(option).putInt(data.length).put(data).array());
    }

    /** An answer to an option. */
    public record Answer(int option, int type, byte[] data) {
    }

    public Answer answer() throws IOException {
        ByteBuffer head = ByteBuffer.wrap(next(20));
        if (head.getLong() != Nbd.REP_MAGIC) {
            throw new IOException("an answer without its magic");
        }
        return new Answer(head.getInt(), head.getInt(), next(head.getInt()));
    }

    public void request(int flags, int command, long cookie, long offset, long length, byte... data) throws IOException {
        synchronized (reads) {
            reads.put(cookie, command == Nbd.CMD_READ ? (int) length : 0);
        }
        send(NbdReply.request(flags, command, cookie, offset, length, data));
    }

    public NbdReply reply() throws IOException {
        return NbdReply.read(this::next, cookie -> {
            synchronized (reads) {
                return reads.getOrDefault(cookie, 0);
            }
        });
    }

    /** A request and its reply. */
    public NbdReply ask(int flags, int command, long offset, long length, byte... data) throws IOException {
        request(flags, command, 99, offset, length, data);
        return reply();
    }

    public void send(byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    public byte[] next(int bytes) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(bytes);
        while (in.hasRemaining()) {
            if (channel.read(in) < 0) {
                throw new EOFException("the server hung up");
            }
        }
        return in.array();
    }

    /** What the server still sends until it hangs up. */
    public byte[] rest() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            Channels.newInputStream(channel).transferTo(all);
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("reset")) {
                throw e;
            }
        }
        return all.toByteArray();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
