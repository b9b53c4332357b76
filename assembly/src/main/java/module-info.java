/** Puts providers together: command line, configuration, module path and Felix. */
module io.fenceline.assembly {
    requires io.fenceline.core.target;
    requires info.picocli;
    requires org.snakeyaml.engine.v2;
    requires com.fasterxml.jackson.core;
    requires static org.jspecify;
}
