/** Benchmarks and the load rig; nothing depends on them. */
module io.fenceline.bench {
    requires HdrHistogram;
    requires info.picocli;
    requires io.fenceline.api;
    requires io.fenceline.core.target;
    requires io.fenceline.spi.backend;
    requires io.fenceline.spi.transport;
    requires io.fenceline.testkit;
    requires io.fenceline.transport.tcp;
    requires jmh.core;
    requires java.management;
    requires java.management.rmi;
    requires jdk.attach;
    requires jdk.management;
    requires static org.jspecify;

    uses io.fenceline.spi.transport.HostTransportProvider;

    opens io.fenceline.bench.rig to info.picocli;
    opens io.fenceline.bench.suite to info.picocli;
}
