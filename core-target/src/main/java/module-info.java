/** Serves subsystems over any transport: engines, and the runtime that drives them. */
module io.fenceline.core.target {
    requires transitive io.fenceline.spi.backend;
    requires transitive io.fenceline.spi.transport;
    requires transitive io.fenceline.core.conductor;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;

    exports io.fenceline.core.target.backend;
    exports io.fenceline.core.target.runtime;

    provides io.fenceline.spi.backend.BackendProvider with
            io.fenceline.core.target.backend.MemoryBackendProvider,
            io.fenceline.core.target.backend.NullBackendProvider,
            io.fenceline.core.target.backend.FaultBackendProvider;
}
