package io.fenceline.bench.suite;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server process of the suite's own, on a core of its own where that can be arranged. It ends with the suite, whatever
 * happens: by {@link #close}, by a hook when the suite is interrupted.
 */
final class Server implements AutoCloseable {
    private static final int STOP_SECONDS = 10;

    private final String name;
    private final Process process;
    private final InetSocketAddress address;
    private final Thread hook;

    private Server(String name, Process process, InetSocketAddress address) {
        this.name = name;
        this.process = process;
        this.address = address;
        hook = new Thread(process::destroyForcibly, "stop " + name);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Starts the limit server; it tells its port itself. */
    static Server limit(Path binary, Cores cores) throws IOException {
        List<String> command = cores.server();
        command.addAll(List.of(binary.toString(), "0"));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null || !line.startsWith("listening ")) {
            process.destroyForcibly();
            throw new IOException("the limit server did not start: " + line);
        }
        int port = Integer.parseInt(line.substring("listening ".length()));
        return new Server("limit", process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /**
     * Starts a target and waits until it takes connections.
     *
     * @param command what to run; it must stay in the foreground
     * @param port where it will listen
     * @param log where its output goes
     */
    static Server target(List<String> command, int port, Path log) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        Server server = new Server("target", builder.start(), new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        try {
            StartTime.awaitAccept(server.address, server.process);
            return server;
        } catch (IOException | InterruptedException e) {
            server.close();
            throw new IOException("the target did not start; it said:\n" + Files.readString(log), e);
        }
    }

    /** A port that nobody listens on now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** The process that serves: what was started may be a script that runs it. */
    long pid() {
        List<ProcessHandle> all = new ArrayList<>(List.of(process.toHandle()));
        all.addAll(process.descendants().toList());
        return all.getLast().pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroy();
        below.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("bench: " + name + " did not stop by itself within " + STOP_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
