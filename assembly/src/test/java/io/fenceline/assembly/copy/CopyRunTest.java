package io.fenceline.assembly.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.NvmeException;
import io.fenceline.api.host.CommandException;
import io.fenceline.assembly.ram.RamNamespace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is copied is the same, whatever the ends and the lengths. */
@Timeout(60)
final class CopyRunTest {
    private static final int BLOCK = 512;
    private static final int PIECE = 4096;

    private final RamNamespace namespace = new RamNamespace(BLOCK, 256);
    private final AtomicInteger zeroes = new AtomicInteger();

    @TempDir
    private Path folder;

    @AfterEach
    void end() {
        namespace.close();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private CopyRun.Result toNamespace(byte[] data, long seek, int depth, boolean sparse) throws IOException {
        namespace.fate((what, lba) -> {
            zeroes.addAndGet(what.equals("zero") ? 1 : 0);
            return Integer.MAX_VALUE;
        });
        Path file = Files.write(folder.resolve("in"), data);
        try (CopyEnds ends = new CopyEnds(PIECE)) {
            ends.fromFile(file, 0);
            ends.toNamespace(namespace, seek);
            return ends.run(Long.MAX_VALUE, depth, sparse).run(() -> false);
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0,1", "1,0,1", "512,512,4", "4096,0,4", "50000,1024,16", "131072,0,3", "130050,512,16"})
    void aFileArrivesInANamespaceAndWhatIsBehindItStays(int length, int seek, int depth) throws IOException {
        Arrays.fill(namespace.data(), (byte) 7);
        byte[] data = random(length);
        CopyRun.Result result = toNamespace(data, seek, depth, true);
        byte[] expected = new byte[namespace.data().length];
        Arrays.fill(expected, (byte) 7);
        System.arraycopy(data, 0, expected, seek, length);
        assertThat(namespace.data()).isEqualTo(expected);
        CRC32C crc = new CRC32C();
        crc.update(data);
        assertThat(result).isEqualTo(new CopyRun.Result(length, 0, crc.getValue(), true));
    }

    @Test
    void zeroesAreNotSent() throws IOException {
        Arrays.fill(namespace.data(), (byte) 7);
        byte[] data = new byte[10 * PIECE];
        data[0] = 1;
        data[9 * PIECE] = 1;
        CopyRun.Result result = toNamespace(data, 0, 4, true);
        assertThat(Arrays.copyOf(namespace.data(), data.length)).isEqualTo(data);
        assertThat(zeroes).hasValue(8);
        assertThat(result.zeroBytes()).isEqualTo(8 * PIECE);
    }

    @Test
    void zeroesAreSentWhereTheyMustOrAreWantedToBe() throws IOException {
        Arrays.fill(namespace.data(), (byte) 7);
        assertThat(toNamespace(new byte[2 * PIECE], 0, 2, false).zeroBytes()).isZero();
        namespace.withoutWriteZeroes();
        assertThat(toNamespace(new byte[2 * PIECE], 2 * PIECE, 2, true).zeroBytes()).isZero();
        assertThat(Arrays.copyOf(namespace.data(), 4 * PIECE)).containsOnly(0);
        assertThat(zeroes).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({"0,131072", "512,100", "1024,5000", "130560,1000000"})
    void aNamespaceArrivesInAFileAndInAStream(int skip, int count) throws IOException {
        byte[] data = random(namespace.data().length);
        System.arraycopy(data, 0, namespace.data(), 0, data.length);
        byte[] expected = Arrays.copyOfRange(data, skip, Math.min(data.length, skip + count));
        Path file = Files.write(folder.resolve("out"), new byte[1_000_000]);
        try (CopyEnds ends = new CopyEnds(PIECE)) {
            ends.fromNamespace(namespace, skip);
            ends.toFile(file, 0);
            assertThat(ends.run(count, 8, true).run(() -> false).complete()).isTrue();
        }
        assertThat(file).hasBinaryContent(expected);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        try (CopyEnds ends = new CopyEnds(PIECE)) {
            ends.fromNamespace(namespace, skip);
            ends.toStream(stream);
            ends.run(count, 8, true).run(() -> false);
        }
        assertThat(stream.toByteArray()).isEqualTo(expected);
    }

    @Test
    void aStreamArrivesAndWhatIsSkippedDoesNot() throws IOException {
        byte[] data = random(20_000);
        try (CopyEnds ends = new CopyEnds(PIECE)) {
            ends.fromStream(new ByteArrayInputStream(data), 100);
            ends.toNamespace(namespace, 0);
            assertThat(ends.run(Long.MAX_VALUE, 4, true).run(() -> false).bytes()).isEqualTo(19_900);
        }
        assertThat(Arrays.copyOf(namespace.data(), 19_900)).isEqualTo(Arrays.copyOfRange(data, 100, 20_000));
    }

    @Test
    void aFileThatEndsWithZeroesHasItsLengthAndAHole() throws IOException {
        namespace.data()[0] = 1;
        Path file = folder.resolve("sparse");
        try (CopyEnds ends = new CopyEnds(PIECE)) {
            ends.fromNamespace(namespace, 0);
            ends.toFile(file, PIECE);
            ends.run(Long.MAX_VALUE, 4, true).run(() -> false);
        }
        byte[] expected = new byte[PIECE + namespace.data().length];
        expected[PIECE] = 1;
        assertThat(file).hasBinaryContent(expected);
    }

    @Test
    void whatIsTooLongIsRefusedBeforeAnythingIsWritten() throws IOException {
        Path file = Files.write(folder.resolve("long"), new byte[namespace.data().length + 1]);
        try (CopyEnds ends = new CopyEnds(PIECE)) {
            ends.fromFile(file, 0);
            ends.toNamespace(namespace, 0);
            assertThatThrownBy(() -> ends.run(Long.MAX_VALUE, 4, true)).isInstanceOf(NvmeException.class)
                    .hasMessageContaining("131073 bytes to be copied, and room for 131072");
        }
    }

    @Test
    void aStreamThatIsTooLongFailsWhenTheNamespaceIsFull() throws IOException {
        try (CopyEnds ends = new CopyEnds(PIECE)) {
            ends.fromStream(new ByteArrayInputStream(random(namespace.data().length + 1)), 0);
            ends.toNamespace(namespace, 0);
            CopyRun run = ends.run(Long.MAX_VALUE, 4, true);
            assertThatThrownBy(() -> run.run(() -> false)).isInstanceOf(NvmeException.class).hasMessageContaining("the namespace is full");
        }
    }

    @Test
    void placesThatDoNotFitAreSaid() throws IOException {
        try (CopyEnds ends = new CopyEnds(1000)) {
            assertThatThrownBy(() -> ends.fromNamespace(namespace, 100))
                    .hasMessage("--skip: '100' is not valid; a multiple of 512 up to 131072, the size of the namespace, is wanted");
            assertThatThrownBy(() -> ends.toNamespace(namespace, 512))
                    .hasMessage("--block-size: '1000' is not valid; a multiple of 512, the namespace's block, is wanted");
        }
    }

    @Test
    void aFailedCommandEndsTheCopy() throws IOException {
        Path file = Files.write(folder.resolve("in"), random(50_000));
        namespace.fate((what, lba) -> what.equals("write") && lba > 32 ? -1 : Integer.MAX_VALUE);
        try (CopyEnds ends = new CopyEnds(PIECE)) {
            ends.fromFile(file, 0);
            ends.toNamespace(namespace, 0);
            CopyRun run = ends.run(Long.MAX_VALUE, 4, true);
            assertThatThrownBy(() -> run.run(() -> false)).isInstanceOf(CommandException.class);
        }
    }

    @Test
    void whoIsToldToEndEndsWithWhatIsWholeAndSaysSo() throws IOException {
        Path file = Files.write(folder.resolve("in"), random(100_000));
        AtomicInteger asked = new AtomicInteger();
        try (CopyEnds ends = new CopyEnds(PIECE)) {
            ends.fromFile(file, 0);
            ends.toNamespace(namespace, 0);
            CopyRun.Result result = ends.run(Long.MAX_VALUE, 4, true).run(() -> asked.incrementAndGet() > 5);
            assertThat(result.complete()).isFalse();
            assertThat(result.bytes()).isEqualTo(5 * PIECE);
        }
    }
}
