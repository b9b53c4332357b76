package io.fenceline.bench.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process's processor time as Linux counts it, over all its threads.
 *
 * @param onCpuNs time on a core, of the threads that live now (schedstat: exact)
 * @param waitedNs time ready but without a core: what other work on the machine took away
 * @param totalTicks user and system time, of ended threads too (stat: in ticks of 10 ms)
 * @param systemTicks system time of it
 */
public record ProcessCpu(long onCpuNs, long waitedNs, long totalTicks, long systemTicks) {
    private static final int UTIME = 11;
    private static final int STIME = 12;

    /**
     * Reads it now.
     *
     * @param pid a process of this machine
     * @return what it used since it began
     * @throws IOException when there is no such process, or no such file system
     */
    public static ProcessCpu read(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        long onCpu = 0;
        long waited = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                Path file = thread.resolve("schedstat");
                if (Files.exists(file)) {
                    String[] fields = Files.readString(file).trim().split(" ", -1);
                    onCpu += Long.parseLong(fields[0]);
                    waited += Long.parseLong(fields[1]);
                }
            }
        }
        String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long user = Long.parseLong(fields[UTIME]);
        long system = Long.parseLong(fields[STIME]);
        return new ProcessCpu(onCpu, waited, user + system, system);
    }

    /**
     * The difference.
     *
     * @param earlier an earlier reading of the same process
     * @return what was used between
     */
    public ProcessCpu since(ProcessCpu earlier) {
        return new ProcessCpu(onCpuNs - earlier.onCpuNs, waitedNs - earlier.waitedNs, totalTicks - earlier.totalTicks,
                systemTicks - earlier.systemTicks);
    }
}
