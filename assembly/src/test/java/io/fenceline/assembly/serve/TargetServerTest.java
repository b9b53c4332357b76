package io.fenceline.assembly.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.NvmeException;
import io.fenceline.api.target.View;
import io.fenceline.assembly.config.ConfigLoader;
import io.fenceline.assembly.config.Loaded;
import io.fenceline.assembly.config.TargetConfig;
import io.fenceline.assembly.plugin.Plugins;
import io.fenceline.core.target.backend.MemoryBackendProvider;
import io.fenceline.core.target.backend.NullBackendProvider;
import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.spi.transport.TargetTransportProvider;
import io.fenceline.testkit.ThreadLoops;
import io.fenceline.testkit.memory.MemoryTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TargetServerTest {
    private static final String CONFIG = """
            subsystems:
              - nqn: nqn.a:1
                hosts: [nqn.h:1]
                namespaces:
                  - {nsid: 1, backend: {type: memory, size: 1MiB}}
                  - {nsid: 2, backend: {type: null, size: 1MiB}}
              - nqn: nqn.a:2
                allowAnyHost: true
            ports:
              - {id: 1, transport: memory, address: here, service: ""}
              - {id: 2, transport: memory, address: there, service: "", subsystems: [nqn.a:1]}
            """;

    private final ThreadLoops loops = new ThreadLoops();
    private final TargetTransportProvider memory = new MemoryTransport(loops).targetProvider();
    private final BackendProvider store = new MemoryBackendProvider();
    private final Plugins plugins = new Plugins();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final TargetServer server;

    TargetServerTest() {
        plugins.targetTransports().add(memory);
        plugins.backends().add(store);
        plugins.backends().add(new NullBackendProvider());
        server = new TargetServer(plugins, config(CONFIG), "test", log::add);
    }

    private TargetConfig config(String text) {
        Loaded loaded = new ConfigLoader(plugins.installed()).yaml("test.yaml", text);
        assertThat(loaded.errors()).isEmpty();
        return loaded.config().orElseThrow();
    }

    @AfterEach
    void everythingIsClosed() {
        server.close(Duration.ofSeconds(5));
        loops.close();
    }

    private List<Integer> namespaces(String nqn) {
        return server.view().subsystems().stream().filter(s -> s.nqn().value().equals(nqn)).flatMap(s -> s.namespaces().stream())
                .map(View.NamespaceView::nsid).toList();
    }

    private List<Integer> ports() {
        return server.view().ports().stream().map(View.PortView::id).toList();
    }

    @Test
    void servesWhatTheConfigurationSays() {
        server.start();
        assertThat(namespaces("nqn.a:1")).containsExactly(1, 2);
        assertThat(ports()).containsExactly(1, 2);
        assertThat(log).isEmpty();
    }

    @Test
    void aChangedConfigurationChangesNoMoreThanItSays() {
        server.start();
        List<String> failures = server.apply(config(CONFIG.replace("{nsid: 1, backend: {type: memory, size: 1MiB}}",
                "{nsid: 1, backend: {type: memory, size: 2MiB}}").replace("{nsid: 2, ", "{nsid: 3, ")
                .replace("[nqn.h:1]", "[nqn.h:2, nqn.h:3]")
                .replace("subsystems: [nqn.a:1]", "ana: {2: inaccessible}").replace("  - nqn: nqn.a:2\n    allowAnyHost: true\n", "")));
        assertThat(failures).isEmpty();
        View.SubsystemView one = server.view().subsystems().stream().filter(s -> s.nqn().value().equals("nqn.a:1")).findFirst()
                .orElseThrow();
        assertThat(one.hosts()).extracting(Object::toString).containsExactlyInAnyOrder("nqn.h:2", "nqn.h:3");
        assertThat(one.namespaces().getFirst().blocks()).isEqualTo(512);
        assertThat(namespaces("nqn.a:1")).containsExactly(1, 3);
        assertThat(server.view().subsystems()).noneMatch(s -> s.nqn().value().equals("nqn.a:2"));
        assertThat(server.view().ports()).filteredOn(p -> p.id() == 2).singleElement()
                .satisfies(p -> assertThat(p.ana()).containsKey(2));
        assertThat(server.apply(config(CONFIG))).isEmpty();
        assertThat(namespaces("nqn.a:1")).containsExactly(1, 2);
    }

    @Test
    void aTransportThatGoesTakesItsPortsAndBringsThemBack() {
        server.start();
        plugins.targetTransports().remove(memory);
        assertThat(ports()).isEmpty();
        plugins.targetTransports().add(memory);
        assertThat(ports()).containsExactly(1, 2);
        assertThat(log).isEmpty();
    }

    @Test
    void aBackEndThatGoesTakesItsNamespacesAndBringsThemBack() {
        server.start();
        plugins.backends().remove(store);
        assertThat(namespaces("nqn.a:1")).containsExactly(2);
        plugins.backends().add(store);
        assertThat(namespaces("nqn.a:1")).containsExactlyInAnyOrder(1, 2);
        assertThat(log).isEmpty();
    }

    @Test
    void whatCannotBeMadeIsToldAllAtOnceAndLeavesNothingOpen() {
        plugins.backends().add(new BrokenBackendProvider());
        TargetConfig broken = config(CONFIG.replace("type: null, size: 1MiB", "type: broken"));
        TargetServer failing = new TargetServer(plugins, broken, "test", log::add);
        assertThatThrownBy(failing::start).isInstanceOf(NvmeException.class).hasMessageContaining("subsystem nqn.a:1")
                .hasMessageContaining("it is broken");
        server.start();
        assertThat(ports()).containsExactly(1, 2);
    }

    @Test
    void closingTwiceIsQuiet() {
        server.start();
        assertThat(server.close(Duration.ofSeconds(5))).isEmpty();
        assertThat(server.close(Duration.ofSeconds(5))).isEmpty();
    }
}
