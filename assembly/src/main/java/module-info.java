/** Puts providers together: command line, configuration, module path and Felix. */
module io.fenceline.assembly {
    requires HdrHistogram;
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires io.fenceline.core.host;
    requires io.fenceline.core.target;
    requires io.fenceline.spi.policy;
    requires io.fenceline.testkit;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires org.apache.felix.framework;
    requires java.logging;
    requires jdk.jfr;
    requires org.snakeyaml.engine.v2;
    requires static org.jspecify;

    uses io.fenceline.spi.backend.BackendProvider;
    uses io.fenceline.spi.policy.FencingAgentProvider;
    uses io.fenceline.spi.policy.PathSelectorProvider;
    uses io.fenceline.spi.policy.RecoveryPolicyProvider;
    uses io.fenceline.spi.transport.HostTransportProvider;
    uses io.fenceline.spi.transport.TargetTransportProvider;

    uses org.osgi.framework.launch.FrameworkFactory;

    opens io.fenceline.assembly.cli to info.picocli;
}
