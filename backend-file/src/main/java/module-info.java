/**
 * Namespaces in sparse files. Holes are made with native access ({@code --enable-native-access=io.fenceline.backend.file});
 * without it zeroes are written, and deallocation is not offered.
 */
module io.fenceline.backend.file {
    requires io.fenceline.spi.backend;
    requires jdk.unsupported;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;

    provides io.fenceline.spi.backend.BackendProvider with
            io.fenceline.backend.file.FileBackendProvider;
}
