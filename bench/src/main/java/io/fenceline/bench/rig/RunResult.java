package io.fenceline.bench.rig;

import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run showed.
 *
 * @param commands completed in the measured time
 * @param seconds that time
 * @param bytesPerCommand data of a command
 * @param p50Us half of the commands took at most this many microseconds
 * @param p99Us 99 % did
 * @param p999Us 99.9 % did
 * @param maxUs all did
 * @param server the server's processor time; null: not asked for
 * @param rig the rig's own
 */
public record RunResult(long commands, double seconds, int bytesPerCommand, double p50Us, double p99Us, double p999Us, double maxUs,
        @Nullable ProcessCpu server, ProcessCpu rig) {
    /**
     * Makes one.
     *
     * @param commands completed
     * @param ns in this time
     * @param bytes of a command
     * @param latency of them, in nanoseconds
     * @param server its processor time, if known
     * @param rig the load maker's own
     * @return the result
     */
    public static RunResult of(long commands, long ns, int bytes, Histogram latency, @Nullable ProcessCpu server, ProcessCpu rig) {
        return new RunResult(commands, ns / 1e9, bytes, latency.getValueAtPercentile(50) / 1e3, latency.getValueAtPercentile(99) / 1e3,
                latency.getValueAtPercentile(99.9) / 1e3, latency.getMaxValue() / 1e3, server, rig);
    }

    /**
     * Commands per second.
     *
     * @return IOPS
     */
    public double iops() {
        return commands / seconds;
    }

    /**
     * Data per second.
     *
     * @return MiB/s
     */
    public double mibPerSecond() {
        return iops() * bytesPerCommand / (1 << 20);
    }

    /**
     * The server's processor time per command: of all its threads, its compiler and collector included.
     *
     * @return microseconds; NaN when the server's process is not known
     */
    public double serverUsPerIo() {
        return server == null || commands == 0 ? Double.NaN : server.onCpuNs() / 1e3 / commands;
    }

    /**
     * The load maker's processor time per command, compiler and collector included.
     *
     * @return microseconds
     */
    public double rigUsPerIo() {
        return commands == 0 ? Double.NaN : rig.onCpuNs() / 1e3 / commands;
    }

    /**
     * How much of a core the server used.
     *
     * @return 1: a whole core; NaN when the server's process is not known
     */
    public double serverCores() {
        return server == null ? Double.NaN : server.onCpuNs() / 1e9 / seconds;
    }

    /**
     * How long the server's threads were ready but had no core, per second: a sign of other work on the machine.
     *
     * @return seconds per second; NaN when the server's process is not known
     */
    public double serverWaited() {
        return server == null ? Double.NaN : server.waitedNs() / 1e9 / seconds;
    }

    /**
     * The same of the rig.
     *
     * @return seconds per second
     */
    public double rigWaited() {
        return rig.waitedNs() / 1e9 / seconds;
    }

    /**
     * One line for a person.
     *
     * @return without a line end
     */
    public String line() {
        String cpu = server == null
                ? ""
                : String.format(Locale.ROOT, "  server %.2f us/IO, %.2f cores", serverUsPerIo(), serverCores());
        return String.format(Locale.ROOT, "%.0f IOPS  %.0f MiB/s  p50 %.1f us  p99 %.1f us  p99.9 %.1f us  max %.0f us%s", iops(),
                mibPerSecond(), p50Us, p99Us, p999Us, maxUs, cpu);
    }

    /**
     * A JSON object.
     *
     * @return one line
     */
    public String json() {
        String cpu = server == null
                ? ""
                : String.format(Locale.ROOT,
                        ",\"serverUsPerIo\":%.3f,\"serverCores\":%.3f,\"serverSystemShare\":%.2f,\"serverWaited\":%.3f",
                        serverUsPerIo(), serverCores(), server.totalTicks() == 0 ? 0 : (double) server.systemTicks() / server.totalTicks(),
                        serverWaited());
        return String.format(Locale.ROOT,
                "{\"commands\":%d,\"seconds\":%.3f,\"bytes\":%d,\"iops\":%.0f,\"mibPerSecond\":%.1f,"
                        + "\"p50Us\":%.1f,\"p99Us\":%.1f,\"p999Us\":%.1f,\"maxUs\":%.1f%s,\"rigUsPerIo\":%.3f,\"rigWaited\":%.3f}",
                commands, seconds, bytesPerCommand, iops(), mibPerSecond(), p50Us, p99Us, p999Us, maxUs, cpu, rigUsPerIo(), rigWaited());
    }
}
