package io.fenceline.assembly.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Help and JSON Schema come from the declaration that the check uses. */
final class ExplainTest {
    @Test
    void everythingIsExplained() {
        assertThat(Explain.of(Known.INSTALLED, "").orElseThrow())
                .anyMatch(line -> line.matches("ports: \\[\\.\\.\\.\\] +Where the target listens\\. .*"))
                .anyMatch(line -> line.matches(" +type: memory"))
                .anyMatch(line -> line.matches(" +inCapsuleData: +In-capsule data\\. A size .* Default 8KiB\\."));
    }

    @Test
    void aPartIsExplained() {
        assertThat(Explain.of(Known.INSTALLED, "subsystems.namespaces.backend.file").orElseThrow()).hasSize(4).first().asString()
                .isEqualTo("path:                             The file. Text.");
        assertThat(Explain.of(Known.INSTALLED, "ports[0].id").orElseThrow()).containsExactly("ports[0].id: a whole number from 1 to 65535");
        assertThat(Explain.of(Known.INSTALLED, "ports.idd")).isEmpty();
        assertThat(Explain.of(Known.INSTALLED, ".")).isEmpty();
    }

    @Test
    void theSchemaIsJsonAndHasEveryKey() throws IOException {
        String schema = JsonSchema.of(Known.INSTALLED);
        try (JsonParser parser = new JsonFactory().createParser(schema)) {
            while (parser.nextToken() != null) {
                assertThat(parser.currentToken()).isNotNull();
            }
        }
        for (String key : new String[]{"discoveryNqn", "inCapsuleData", "cntlidMin", "eui64", "sync", "ana", "portId"}) {
            assertThat(schema).contains("\"" + key + "\": {");
        }
        assertThat(schema).contains("\"const\": \"memory\"").contains("\"required\": [ \"type\", \"size\" ]");
    }
}
