package io.fenceline.assembly.failovers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whose clock {@link System#nanoTime} is: on Linux all processes since the same start of the machine have the same. */
public final class ClockName {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    /** The clock of this process. */
    public static final String HERE = here();

    private ClockName() {
    }

    private static String here() {
        try {
            if (Files.isReadable(BOOT)) {
                return "boot-" + Files.readString(BOOT).strip();
            }
        } catch (IOException e) {
            return process(); // then times of other processes are compared by the time of day
        }
        return process();
    }

    private static String process() {
        return "process-" + ProcessHandle.current().pid() + "-"
                + ProcessHandle.current().info().startInstant().map(start -> Long.toString(start.toEpochMilli())).orElse("0");
    }
}
