/** What decides for a host, without doing anything: path selectors, recovery policies. */
module io.fenceline.spi.policy {
    requires transitive io.fenceline.api;
    requires static transitive org.jspecify;

    exports io.fenceline.spi.policy;
}
