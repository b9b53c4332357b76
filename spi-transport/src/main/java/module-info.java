/** What the vendor of a transport implements, on either side of the wire. */
module io.fenceline.spi.transport {
    requires transitive io.fenceline.api;

    exports io.fenceline.spi.transport;
}
