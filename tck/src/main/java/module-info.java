/** Contracts of the SPIs as abstract JUnit classes, for vendors to subclass. */
module io.fenceline.tck {
    requires java.management;
    requires jdk.management;
    requires transitive io.fenceline.spi.policy;
    requires transitive io.fenceline.testkit;
    requires transitive org.junit.jupiter.api;
    requires transitive org.assertj.core;
    requires static transitive org.jspecify;

    exports io.fenceline.tck.backend;
    exports io.fenceline.tck.policy;
    exports io.fenceline.tck.transport;
}
