/** The nouns of NVMe over Fabrics, what an application calls, and the byte layouts. Depends on nothing. */
module io.fenceline.api {
    requires static transitive org.jspecify;

    exports io.fenceline.api;
    exports io.fenceline.api.target;
    exports io.fenceline.wire;
}
