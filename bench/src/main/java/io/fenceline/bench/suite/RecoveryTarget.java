package io.fenceline.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configuration of the target whose paths are lost: two ports, of which the first is the better one. */
final class RecoveryTarget {
    private static final String ACCESS = """
                ana:
                  1: %s
            """;

    private RecoveryTarget() {
    }

    /** The name of a subsystem. */
    static String nqn(int subsystem) {
        return "nqn.2026-01.io.fenceline:recovery-" + subsystem;
    }

    /**
     * Writes it.
     *
     * @param folder where to
     * @param scenario how many subsystems and namespaces
     * @param first port by which the subsystems are best reached
     * @param second the other port
     * @return the file
     */
    static Path write(Path folder, RecoveryScenario scenario, int first, int second) throws IOException {
        StringBuilder yaml = new StringBuilder("subsystems:\n");
        for (int subsystem = 0; subsystem < scenario.subsystems(); subsystem++) {
            yaml.append("""
                      - nqn: %s
                        allowAnyHost: true
                        maxQueueSize: 256
                        cqt: %dms
                        namespaces:
                    """.formatted(nqn(subsystem), scenario.cqtMs()));
            for (int nsid = 1; nsid <= scenario.namespaces(); nsid++) {
                yaml.append("      - { nsid: ").append(nsid).append(", anaGroup: 1, backend: { type: memory, size: 1MiB } }\n");
            }
        }
        yaml.append("ports:\n");
        yaml.append("  - id: 1\n    address: 127.0.0.1\n    service: ").append(first).append('\n').append(ACCESS.formatted("optimized"));
        yaml.append("  - id: 2\n    address: 127.0.0.1\n    service: ").append(second).append('\n')
                .append(ACCESS.formatted("non-optimized"));
        return Files.writeString(folder.resolve("recovery.yaml"), yaml);
    }
}
