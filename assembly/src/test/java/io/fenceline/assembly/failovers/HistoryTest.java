package io.fenceline.assembly.failovers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.host.Failover;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file in which failovers are kept. */
@Timeout(60)
final class HistoryTest {
    private static final Half HOST = new Half.OfHost("clock-a", Told.host(1, 7, 0xFEDC_BA98_7654_3210L, 1500));
    private static final Half TARGET = new Half.OfTarget("clock-b", Told.target(1, 7, 0xFEDC_BA98_7654_3210L, 0));

    @TempDir
    private Path folder;

    private final List<String> complaints = new ArrayList<>();
    private Path file;
    private History history;

    @BeforeEach
    void open() {
        file = folder.resolve("deep/er/failovers.jsonl");
        history = new History(file);
    }

    @Test
    void whatWasWrittenIsReadAgainWholeAndInOrder() throws IOException {
        history.add(HOST);
        history.add(TARGET);
        assertThat(history.read(complaints::add)).containsExactly(HOST, TARGET);
        assertThat(complaints).isEmpty();
    }

    @Test
    void aStoryThatHasNotEndedIsKeptToo() throws IOException {
        Failover f = Told.host(1, 0, 0, 1);
        Half open = new Half.OfHost("c",
                new Failover(f.atMs(), f.subsystem(), f.host(), 4, f.address(), 1, 0, 0, f.cause(), "", "time", null,
                        0, 0, 0, 0, List.of()));
        history.add(open);
        assertThat(history.read(complaints::add)).containsExactly(open);
    }

    @Test
    void noFileMeansNoFailover() throws IOException {
        assertThat(history.read(complaints::add)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"form\":2}", "{\"form\":1,\"side\":\"third\"}", "{\"form\":1,\"side\":\"host\"}",
            "\u0000\u00ff\u00fe", "{\"form\":1} {\"form\":1}",
            "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}}"})
    void damagedLinesAreLeftOutAndSaidInOneLine(String damage) throws IOException {
        history.add(HOST);
        Files.writeString(file, damage + "\n" + damage + "\n", StandardCharsets.ISO_8859_1, StandardOpenOption.APPEND);
        history.add(TARGET);
        assertThat(history.read(complaints::add)).containsExactly(HOST, TARGET);
        assertThat(complaints).hasSize(1);
        assertThat(complaints.getFirst()).startsWith(file + ": 2 lines are damaged and left out; line 2: ").doesNotContain("\n");
    }

    @Test
    void aLineThatWasCutOffInItsMiddleDoesNotSpoilTheNext() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, HistoryLine.write(HOST).substring(0, 100));
        history.add(TARGET);
        assertThat(history.read(complaints::add)).containsExactly(TARGET);
        assertThat(complaints).hasSize(1);
    }

    @Test
    void aFullFileIsPutAwayAndTheOneBeforeItForgotten() throws IOException {
        int line = HistoryLine.write(HOST).getBytes(StandardCharsets.UTF_8).length + 1;
        History small = new History(file, 3L * line);
        for (int i = 0; i < 8; i++) {
            small.add(HOST);
        }
        assertThat(Files.size(file)).isLessThanOrEqualTo(3L * line);
        assertThat(Files.size(file.resolveSibling("failovers.jsonl.1"))).isLessThanOrEqualTo(3L * line);
        assertThat(small.read(complaints::add)).hasSize(5);
        assertThat(complaints).isEmpty();
    }

    @Test
    void manyWritersAtOnceLoseAndMixNothing() throws IOException {
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int writer = i;
            writers.add(CompletableFuture.runAsync(() -> {
                for (int k = 0; k < 50; k++) {
                    add(new Half.OfHost("writer " + writer, Told.host(writer, k + 1, k, k + 1)));
                }
            }, task -> Thread.ofVirtual().start(task)));
        }
        writers.forEach(CompletableFuture::join);
        assertThat(history.read(complaints::add)).hasSize(200).doesNotHaveDuplicates();
        assertThat(complaints).isEmpty();
    }

    private void add(Half half) {
        try {
            new History(file).add(half);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aPlaceThatCannotBeWrittenIsSaid() throws IOException {
        Path plain = Files.writeString(folder.resolve("plain"), "x");
        assertThatThrownBy(() -> new History(plain.resolve("failovers.jsonl")).add(HOST)).isInstanceOf(IOException.class);
    }

    @Test
    void theUsualPlaceFollowsTheEnvironment() {
        assertThat(History.usual(Map.of("XDG_STATE_HOME", "/s", "HOME", "/h"))).isEqualTo(Path.of("/s/fenceline/failovers.jsonl"));
        assertThat(History.usual(Map.of("HOME", "/h"))).isEqualTo(Path.of("/h/.local/state/fenceline/failovers.jsonl"));
    }
}
