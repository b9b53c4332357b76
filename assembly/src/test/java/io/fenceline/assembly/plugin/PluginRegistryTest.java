package io.fenceline.assembly.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PluginRegistryTest {
    /** A plug-in: equal ones are told apart by who they are. */
    private record Plugin(String type) {
    }

    private final PluginRegistry<Plugin> registry = new PluginRegistry<>(Plugin::type);
    private final List<String> heard = new ArrayList<>();
    private final PluginRegistry.Listener<Plugin> ear = new PluginRegistry.Listener<>() {
        @Override
        public void added(String type, Plugin plugin) {
            heard.add("+" + type + System.identityHashCode(plugin));
        }

        @Override
        public void removed(String type, Plugin plugin) {
            heard.add("-" + type + System.identityHashCode(plugin));
        }
    };

    private static String id(Plugin plugin) {
        return plugin.type() + System.identityHashCode(plugin);
    }

    @Test
    void aListenerHearsOfWhatIsThereAndOfWhatComesAndGoes() {
        Plugin tcp = new Plugin("tcp");
        Plugin rdma = new Plugin("rdma");
        assertThat(registry.add(tcp)).isTrue();
        registry.listen(ear);
        assertThat(registry.add(rdma)).isTrue();
        registry.remove(tcp);
        registry.mute(ear);
        registry.remove(rdma);
        assertThat(heard).containsExactly("+" + id(tcp), "+" + id(rdma), "-" + id(tcp));
        assertThat(registry.all()).isEmpty();
    }

    @Test
    void aSecondOfATypeWaitsAndStepsInWhenTheFirstGoes() {
        Plugin first = new Plugin("tcp");
        Plugin second = new Plugin("tcp");
        registry.listen(ear);
        registry.add(first);
        assertThat(registry.add(second)).isFalse();
        assertThat(registry.find("tcp")).containsSame(first);
        registry.remove(first);
        assertThat(registry.find("tcp")).containsSame(second);
        assertThat(heard).containsExactly("+" + id(first), "-" + id(first), "+" + id(second));
    }

    @Test
    void oneThatWaitsCanGoUnheard() {
        Plugin first = new Plugin("tcp");
        Plugin second = new Plugin("tcp");
        registry.add(first);
        registry.listen(ear);
        registry.add(second);
        registry.remove(second);
        assertThat(heard).containsExactly("+" + id(first));
        assertThat(registry.all()).containsExactly(first);
    }

    @Test
    void theSameIsNotAddedTwiceAndAStrangerIsNotRemoved() {
        Plugin tcp = new Plugin("tcp");
        registry.listen(ear);
        registry.add(tcp);
        assertThat(registry.add(tcp)).isTrue();
        registry.remove(new Plugin("tcp"));
        registry.remove(new Plugin("fc"));
        assertThat(heard).containsExactly("+" + id(tcp));
        registry.remove(tcp);
        assertThat(registry.find("tcp")).isEmpty();
    }
}
