package io.fenceline.bench.suite;

import io.fenceline.bench.rig.ProcessCpu;
import io.fenceline.bench.rig.RunResult;
import io.fenceline.bench.rig.Workload;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The limit of a host: {@code limit/initiator.c}, a process for each run, on the suite's own core. */
final class LimitHost {
    private final Path binary;
    private final Server server;

    LimitHost(Path binary, Server server) {
        this.binary = binary;
        this.server = server;
    }

    /** Runs it; the processor time is its own and the server's, who has a warm-up more in it: too little to tell. */
    RunResult run(HostScenario scenario, Duration warmUp, Duration measured) throws IOException, InterruptedException {
        Workload workload = scenario.workload();
        int depth = workload.depth() / scenario.paths();
        ProcessCpu before = ProcessCpu.read(server.pid());
        Process process = new ProcessBuilder(binary.toString(), Integer.toString(server.address().getPort()),
                workload.pattern().toString().endsWith("write") ? "write" : "read", Integer.toString(workload.bytes()),
                Integer.toString(depth), Integer.toString(scenario.paths()), Long.toString(warmUp.toMillis()),
                Long.toString(measured.toMillis())).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            if (process.waitFor() != 0 || line == null) {
                throw new IOException("the limit of a host failed: " + line);
            }
            return parse(line, workload.bytes(), ProcessCpu.read(server.pid()).since(before));
        } finally {
            process.destroyForcibly();
        }
    }

    /** Reads a line of names and numbers. */
    static RunResult parse(String line, int bytes, ProcessCpu ofServer) throws IOException {
        List<String> words = List.of(line.trim().split(" ", -1));
        return new RunResult(number(words, "commands"), number(words, "ns") / 1e9, bytes, number(words, "p50") / 1e3,
                number(words, "p99") / 1e3, number(words, "p999") / 1e3, number(words, "max") / 1e3, ofServer,
                new ProcessCpu(number(words, "onCpu"), number(words, "waited"), 0, 0));
    }

    private static long number(List<String> words, String name) throws IOException {
        int at = words.indexOf(name);
        if (at < 0 || at + 1 >= words.size()) {
            throw new IOException("the limit of a host says no " + name + ": " + words);
        }
        return Long.parseLong(words.get(at + 1));
    }
}
