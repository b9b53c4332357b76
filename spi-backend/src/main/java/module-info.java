/** What the vendor of a back end, the thing under a namespace, implements. */
module io.fenceline.spi.backend {
    requires transitive io.fenceline.api;

    exports io.fenceline.spi.backend;
}
