/** Benchmarks and the load rig; nothing depends on them. */
module io.fenceline.bench {
    requires io.fenceline.api;
    requires static org.jspecify;
}
