package io.fenceline.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configuration of the target that is measured: one loop thread, a memory and a null namespace, any host. */
final class TargetFile {
    /** Its subsystem. */
    static final String NQN = "nqn.2026-01.io.fenceline:bench";
    /** The namespace on memory. */
    static final int MEMORY = 1;
    /** The namespace on nothing. */
    static final int NULL = 2;

    private TargetFile() {
    }

    /**
     * Writes it.
     *
     * @param folder where to
     * @param port where the target listens
     * @return the file
     */
    static Path write(Path folder, int port) throws IOException {
        return Files.writeString(folder.resolve("bench.yaml"), """
                transports:
                  tcp:
                    loops: 1
                subsystems:
                  - nqn: %s
                    allowAnyHost: true
                    maxQueueSize: 256
                    namespaces:
                      - nsid: 1
                        backend:
                          type: memory
                          size: 256MiB
                      - nsid: 2
                        backend:
                          type: "null"
                          size: 1GiB
                ports:
                  - id: 1
                    address: 127.0.0.1
                    service: %d
                """.formatted(NQN, port));
    }
}
