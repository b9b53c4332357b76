package org.example.vendor.policy;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.policy.FencingAgent;
import io.fenceline.spi.policy.FencingAgentProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;

/**
 * Asks the management of a storage array to drop the association of a lost controller: one line there, {@code DROP SUBNQN HOSTNQN CNTLID
 * CIRN}, and one line back, {@code SILENT} and what was done, or {@code REFUSED} and why. The array says SILENT when no write of that
 * association can reach its media any more, and not before.
 */
@Component(service = FencingAgentProvider.class, property = "fenceline.agent=vendor-array")
public final class ArrayAgentProvider implements FencingAgentProvider {
    private static final int CONNECT_MS = 3_000;
    /** A host waits 30 s. */
    private static final int ANSWER_MS = 25_000;

    private static final OptionSchema OPTIONS = new OptionSchema(
            List.of(OptionSchema.text("address", "127.0.0.1", "Where the array is managed."),
                    OptionSchema.integer("port", 7070, 1, 65_535, "The port of its management.")));

    /** For the service loader and Declarative Services. */
    public ArrayAgentProvider() {
    }

    @Override
    public String name() {
        return "vendor-array";
    }

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public FencingAgent open(Options options) {
        return new ArrayAgent(options.text("address"), options.integer("port"));
    }

    private static final class ArrayAgent implements FencingAgent {
        private final String address;
        private final int port;
        private final Set<Socket> open = ConcurrentHashMap.newKeySet();
        private volatile boolean closed;

        ArrayAgent(String address, int port) {
            this.address = address;
            this.port = port;
        }

        @Override
        public void fence(Lost lost, Answer answer) {
            try (Socket socket = new Socket()) {
                open.add(socket);
                if (closed) {
                    answer.failed("the agent is closed");
                    return;
                }
                String line = ask(socket, lost);
                if (line.startsWith("SILENT ")) {
                    answer.silent("array " + address + ": " + line.substring("SILENT ".length()));
                } else {
                    answer.failed("array " + address + " says " + (line.isEmpty() ? "nothing" : line));
                }
            } catch (IOException e) {
                answer.failed("array " + address + ":" + port + ": " + e.getMessage()); // nobody knows what it has done
            } finally {
                open.removeIf(Socket::isClosed);
            }
        }

        private String ask(Socket socket, Lost lost) throws IOException {
            socket.connect(new InetSocketAddress(address, port), CONNECT_MS);
            socket.setSoTimeout(ANSWER_MS);
            String question = "DROP " + lost.subsystem().value() + " " + lost.host().value() + " " + lost.cntlid() + " "
                    + Long.toHexString(lost.cirn()) + "\n";
            socket.getOutputStream().write(question.getBytes(StandardCharsets.UTF_8));
            BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String line = lines.readLine();
            return line == null ? "" : line;
        }

        @Override
        public void close() {
            closed = true;
            for (Socket socket : open) {
                try {
                    socket.close();
                } catch (IOException e) {
                    open.remove(socket); // it is of no use any more, and that was all that was wanted
                }
            }
        }
    }
}
