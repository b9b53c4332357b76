/** The control thread that hosts and targets have in common. */
module io.fenceline.core.conductor {
    requires com.lmax.disruptor;
    requires static transitive org.jspecify;

    exports io.fenceline.core.conductor;
}
