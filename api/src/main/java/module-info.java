/** The nouns of NVMe over Fabrics, what an application calls, and the byte layouts. Depends on nothing. */
module io.fenceline.api {
    requires static transitive org.jspecify;

    uses io.fenceline.api.host.HostFactory;

    exports io.fenceline.api;
    exports io.fenceline.api.host;
    exports io.fenceline.api.target;
    exports io.fenceline.wire;
}
