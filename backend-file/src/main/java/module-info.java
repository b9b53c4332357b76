/** Namespaces in sparse files. */
module io.fenceline.backend.file {
    requires io.fenceline.spi.backend;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;
}
