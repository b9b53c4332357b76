package io.fenceline.assembly.config;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.TransportType;
import java.util.List;
import java.util.Map;

/** Plug-ins for tests of the configuration. */
final class Known {
    static final Installed INSTALLED = new Installed(
            Map.of("tcp",
                    new OptionSchema(List.of(OptionSchema.size("inCapsuleData", "8KiB", 0, 1 << 20, "In-capsule data."),
                            OptionSchema.flag("headerDigest", false, "Header digest."),
                            OptionSchema.duration("linger", "1s", 0, 60_000, "Linger.")))),
            Map.of("tcp", TransportType.TCP),
            Map.of("memory", new OptionSchema(List.of(OptionSchema.size("size", "", 4096, 1L << 40, "Its size."))), "file",
                    new OptionSchema(List.of(OptionSchema.text("path", "", "The file."),
                            OptionSchema.size("size", "1GiB", 4096, 1L << 46, "Its size."),
                            OptionSchema.integer("depth", 32, 1, 1024, "Requests at a time."),
                            OptionSchema.choice("sync", List.of("data", "all"), "What is synced.")))),
            Map.of("memory", 1L, "file", 2000L));

    static final String RIGHT = """
            target:
              discoveryNqn: nqn.2026-01.org.example:discovery
              closeGrace: 250ms
            transports:
              tcp:
                inCapsuleData: 16KiB
            hosts:
              alice: nqn.2026-01.org.example:alice
            subsystems:
              - nqn: nqn.2026-01.org.example:one
                serial: "0001"
                hosts: [alice, "nqn.2026-01.org.example:bob"]
                cntlidMin: 10
                cntlidMax: 20
                anatt: 5s
                cqt: 1500ms
                namespaces:
                  - nsid: 1
                    uuid: 6d1f0e9c-4d3c-4a7e-9e5b-0a3f6c1d2b4e
                    nguid: 00112233445566778899AABBCCDDEEFF
                    eui64: 0011223344556677
                    blockSize: 512
                    anaGroup: 2
                    readOnly: true
                    backend:
                      type: memory
                      size: 1MiB
              - nqn: nqn.2026-01.org.example:two
                allowAnyHost: true
                namespaces:
                  - nsid: 7
                    backend: {type: file, path: two.img, size: 8MiB}
            ports:
              - id: 1
                address: 127.0.0.1
                subsystems: [nqn.2026-01.org.example:one]
                ana: {1: optimized, 2: inaccessible}
              - id: 2
                address: ::1
                service: 4421
                discovery: false
              - id: 3
                address: 127.0.0.1
                service: 8009
                subsystems: []
            referrals:
              - address: 192.0.2.1
                portId: 4
              - transport: rdma
                address: 192.0.2.2
                service: 4420
            """;

    private Known() {
    }
}
