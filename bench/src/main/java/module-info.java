/** Benchmarks and the load rig; nothing depends on them. */
module io.fenceline.bench {
    requires info.picocli;
    requires io.fenceline.api;
    requires HdrHistogram;
    requires static org.jspecify;

    opens io.fenceline.bench.rig to info.picocli;
}
