package io.fenceline.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OptionsTest {
    private static final OptionSchema SCHEMA = new OptionSchema(List.of(OptionSchema.integer("depth", 32, 1, 1024, "how many"),
            OptionSchema.size("size", "", 4096, 1L << 40, "how much"), OptionSchema.duration("grace", "5s", 0, 60_000, "how long"),
            OptionSchema.flag("direct", false, "whether"), OptionSchema.choice("engine", List.of("auto", "epoll", "nio"), "which"),
            OptionSchema.text("path", "", "where the file is")));

    @Test
    void testsRunInsideTheNamedModule() {
        assertThat(getClass().getModule().isNamed()).isTrue();
    }

    @Test
    void defaultsFillWhatIsNotGiven() {
        Options options = Options.of(SCHEMA, Map.of("size", "1GiB"));
        assertThat(options.number("size")).isEqualTo(1L << 30);
        assertThat(options.integer("depth")).isEqualTo(32);
        assertThat(options.number("grace")).isEqualTo(5000);
        assertThat(options.flag("direct")).isFalse();
        assertThat(options.text("engine")).isEqualTo("auto");
        assertThat(options.has("path")).isFalse();
    }

    @Test
    void everyErrorIsTold_withKeyValueAndWhatWouldBeRight() {
        List<String> errors = new ArrayList<>();
        Options.check(SCHEMA, Map.of("depth", 0, "grace", "soon", "direct", "maybe", "engine", "kqueue", "colour", "red"), errors::add);
        assertThat(errors).containsExactlyInAnyOrder("depth: '0' is not valid; a whole number from 1 to 1024 is wanted",
                "size: is missing; a size from 4096 to 1099511627776 bytes is wanted, such as 64KiB or 1GiB",
                "grace: 'soon' is not valid; a time from 0 to 60000 ms is wanted, such as 250ms or 5s",
                "direct: 'maybe' is not valid; true or false is wanted", "engine: 'kqueue' is not valid; one of auto, epoll, nio is wanted",
                "colour: is not known; known are depth, size, grace, direct, engine, path");
    }

    @Test
    void allErrorsTogetherAreOneException() {
        assertThatThrownBy(() -> Options.of(SCHEMA, Map.of("depth", "many"))).isInstanceOf(NvmeException.class)
                .hasMessageContaining("depth: 'many'").hasMessageContaining("size: is missing");
    }

    @Test
    void sizesAndTimesAreReadWithTheirUnits() {
        assertThat(Options.parseSize("4096")).isEqualTo(4096);
        assertThat(Options.parseSize("64KiB")).isEqualTo(65536);
        assertThat(Options.parseSize("1 MB")).isEqualTo(1_000_000);
        assertThat(Options.parseMillis("250ms")).isEqualTo(250);
        assertThat(Options.parseMillis("2m")).isEqualTo(120_000);
        assertThatThrownBy(() -> Options.parseSize("9999999999TiB")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Options.parseMillis("5")).isInstanceOf(IllegalArgumentException.class);
    }
}
