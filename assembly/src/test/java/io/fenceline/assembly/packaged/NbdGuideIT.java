package io.fenceline.assembly.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.assembly.packaged.Distribution.Running;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/nbd.md, typed in their order, on other ports. */
final class NbdGuideIT {
    private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```");
    private static final Pattern COMMANDS = Pattern.compile("(?ms)^```sh\\n(.*?)^```");
    private static final List<String> PORTS = List.of("4420", "4421", "10809");

    private final Distribution distribution = Distribution.packaged();

    @TempDir
    private Path folder;

    @Test
    void theCommandsOfTheGuideWork() throws Exception {
        String guide = onFreePorts(Files.readString(Distribution.repository().resolve("docs/nbd.md")));
        Matcher yaml = YAML.matcher(guide);
        assertThat(yaml.find()).isTrue();
        Files.writeString(folder.resolve("disks.yaml"), yaml.group(1));
        Files.createSymbolicLink(folder.resolve("fenceline"), distribution.home().resolve("bin/fenceline"));
        List<Running> running = new ArrayList<>();
        int commands = 0;
        try {
            Matcher block = COMMANDS.matcher(guide);
            while (block.find()) {
                for (String line : block.group(1).lines().toList()) {
                    commands++;
                    type(line, running);
                }
            }
            for (Running one : running.reversed()) {
                assertThat(one.terminate()).isZero();
            }
        } finally {
            running.forEach(Running::close);
        }
        assertThat(commands).isGreaterThan(10);
        assertThat(Files.exists(folder.resolve("disk.sock"))).isFalse();
    }

    private void type(String line, List<Running> running) throws IOException, InterruptedException {
        if (line.endsWith(" &")) {
            Running started = distribution.start(List.of("bash", "-c", "exec " + line.substring(0, line.length() - 2)), folder);
            running.add(started);
            started.line("Ctrl-C", said -> said.startsWith("Ctrl-C ends it"));
        } else if (there(line.split(" ", 2)[0])) {
            Distribution.Result result = distribution.execute(List.of("bash", "-c", line), folder);
            assertThat(result.exit()).as("%s: %s%s", line, result.out(), result.err()).isZero();
        } else {
            System.out.println("SKIPPED: " + line.split(" ", 2)[0] + " is not installed: " + line);
        }
    }

    private static boolean there(String program) {
        return program.startsWith("./") || Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    private static String onFreePorts(String guide) throws IOException {
        String changed = guide;
        List<ServerSocket> held = new ArrayList<>();
        for (String port : PORTS) {
            ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            held.add(free);
            changed = changed.replace("127.0.0.1:" + port, "127.0.0.1:" + free.getLocalPort()).replace("service: " + port,
                    "service: " + free.getLocalPort());
        }
        for (ServerSocket free : held) {
            free.close();
        }
        // The guide need not say where the default is; here it is elsewhere.
        int nbd = held.getLast().getLocalPort();
        return changed.replaceAll("(?m)^(\\./fenceline export --nbd (?:(?!--unix).)*) &$", "$1 --listen 127.0.0.1:" + nbd + " &");
    }
}
