/** Virtual time, the memory transport, fault scripts, seeds: what simulations and tests are made of. */
module io.fenceline.testkit {
    requires transitive io.fenceline.core.conductor;
    requires transitive io.fenceline.spi.backend;
    requires transitive io.fenceline.spi.transport;
    requires static transitive org.jspecify;

    exports io.fenceline.testkit;
    exports io.fenceline.testkit.fault;
    exports io.fenceline.testkit.host;
    exports io.fenceline.testkit.memory;
    exports io.fenceline.testkit.sim;
    exports io.fenceline.testkit.story;
}
