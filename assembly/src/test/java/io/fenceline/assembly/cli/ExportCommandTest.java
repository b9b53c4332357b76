package io.fenceline.assembly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.assembly.nbd.NbdAddress;
import io.fenceline.assembly.nbd.NbdClient;
import io.fenceline.assembly.nbd.engine.Nbd;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.ThreadLoops;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code fenceline export}, in this process, over real sockets. */
@Timeout(120)
final class ExportCommandTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void namespacesAreServedUntilTheCommandIsToldToEnd() throws Exception {
        try (Served served = Served.with(2, "blockSize: 4096, backend: {type: memory, size: 8MiB}",
                "blockSize: 512, backend: {type: memory, size: 8MiB}");
                ExecutorService pool = Executors.newSingleThreadExecutor();
                ThreadLoops time = new ThreadLoops()) {
            StringBuilder said = new StringBuilder();
            Thread[] runner = new Thread[1];
            Future<Integer> command = pool.submit(() -> {
                runner[0] = Thread.currentThread();
                return served.run("export", "--nbd", served.port(0), served.port(1), "--nqn", Served.NQN, "--listen", "127.0.0.1:0",
                        "--json");
            });
            Pattern uri = Pattern
                    .compile("\"name\":\"2\",\"nsid\":2,\"uri\":\"nbd://(127\\.0\\.0\\.1:\\d+)/2\",\"bytes\":8388608,\"blockSize\":512");
            assertThat(time.await(() -> uri.matcher(said.append(served.out())).find(), LIMIT)).as("%s", said).isTrue();
            Matcher found = uri.matcher(said);
            assertThat(found.find()).isTrue();
            byte[] data = new Gen(1).bytes(1 << 20);
            try (NbdClient client = NbdClient.open(NbdAddress.tcp("uri", found.group(1)), "2")) {
                assertThat(client.ask(Nbd.CMD_FLAG_FUA, Nbd.CMD_WRITE, 512, data.length, data).error()).isZero();
                assertThat(client.ask(0, Nbd.CMD_READ, 512, data.length).content()).isEqualTo(data);
                client.request(0, Nbd.CMD_DISC, 0, 0, 0);
                assertThat(client.rest()).isEmpty();
            }
            runner[0].interrupt();
            assertThat(command.get(30, TimeUnit.SECONDS)).isEqualTo(Exit.OK);
            assertThat(said.append(served.out()).toString()).contains("\"event\":\"closed\"");
        }
    }

    @Test
    void anAddressThatIsTakenIsNamedAndNothingIsLeft() throws IOException {
        try (Served served = Served.memory(1); ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String at = "127.0.0.1:" + taken.getLocalPort();
            assertThat(served.run("export", "--nbd", served.port(0), "--nqn", Served.NQN, "--listen", at)).isEqualTo(Exit.FAILED);
            assertThat(served.err()).startsWith("fenceline: cannot listen on " + at + ": ").doesNotContain("\tat ");
            Path mine = Files.writeString(folder.resolve("mine"), "mine");
            assertThat(served.run("export", "--nbd", served.port(0), "--nqn", Served.NQN, "--unix", mine.toString()))
                    .isEqualTo(Exit.FAILED);
            assertThat(served.err().strip()).isEqualTo("fenceline: cannot listen on " + mine + ": a file that is no socket is there");
            assertThat(served.run("export", "--nbd", served.port(0), "--nqn", Served.NQN, "--nsid", "7")).isEqualTo(Exit.FAILED);
            assertThat(served.err()).contains("there is no namespace 7; there are 1");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            export 127.0.0.1 | Missing required option: '--nbd'
            export --nbd | an ADDRESS is wanted, such as 127.0.0.1 or 192.0.2.7:4420
            export --nbd x --listen 10809 | --listen: '10809' is not valid; HOST:PORT is wanted, such as 127.0.0.1:10809 or [::1]:0
            export --nbd x --listen ::1:1 | --listen: '::1:1' is not valid; HOST:PORT is wanted, such as 127.0.0.1:10809 or [::1]:0
            export --nbd x --listen 127.0.0.1:65536 | --listen: '127.0.0.1:65536' is not valid; HOST:PORT is wanted, such as 127.0.0.1:10809 or [::1]:0
            export --nbd x --listen 127.0.0.1:1 --unix y | --listen and --unix cannot both be given
            export --nbd x --name disk | --name: 'disk' is for one namespace; --nsid with its NSID is wanted too
            export --nbd x --connections 0 | --connections: '0' is not valid; a whole number from 1 to 10000 is wanted
            export --nbd x --open-requests many | --open-requests: 'many' is not valid; a whole number from 1 to 4096 is wanted
            export --nbd x --memory 1MiB | --memory: '1MiB' is not valid; a size from 33558528 to 17179869184 is wanted, such as 4KiB or 1MiB
            """)
    void aWrongCommandLineIsOneLine(String line, String message) {
        try (Served served = Served.memory(1)) {
            assertThat(served.run(line.split(" "))).isEqualTo(Exit.USAGE);
            assertThat(served.err().strip()).isEqualTo("fenceline: " + message + "; see 'fenceline export --help'");
        }
    }
}
