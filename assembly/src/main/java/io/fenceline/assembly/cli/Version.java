package io.fenceline.assembly.cli;

import java.util.Optional;

/** Which Fenceline this is. */
final class Version {
    private Version() {
    }

    /** The version of the module; "development" when it has none. */
    static String text() {
        return Optional.ofNullable(Version.class.getModule().getDescriptor()).flatMap(module -> module.rawVersion()).orElse("development");
    }
}
