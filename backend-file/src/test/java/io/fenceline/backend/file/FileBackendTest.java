package io.fenceline.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fenceline.api.NvmeException;
import io.fenceline.api.Options;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendContext;
import io.fenceline.spi.backend.BackendRequest.Op;
import io.fenceline.wire.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A namespace in a real file. */
final class FileBackendTest {
    private static final int BLOCK = 4096;
    private static final FileBackendProvider PROVIDER = new FileBackendProvider();

    @TempDir
    private Path folder = Path.of("");

    private Backend open(Object... options) {
        Map<String, Object> given = new HashMap<>();
        given.put("path", folder.resolve("ns"));
        for (int i = 0; i < options.length; i += 2) {
            given.put((String) options[i], options[i + 1]);
        }
        BackendContext context = new BackendContext("test", new UUID(1, 2), BLOCK, System::nanoTime, (task, ns) -> task.run());
        return PROVIDER.open(context, Options.of(PROVIDER.options(), given));
    }

    private static byte[] filled(int length, int fill) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) fill);
        return bytes;
    }

    /** Whether the machine lets us make holes in this folder. */
    private static boolean holes(Backend backend) {
        return backend.capabilities().deallocate();
    }

    @Test
    void fileIsMadeSparseAndKeepsWhatIsWritten() throws IOException {
        try (Backend backend = open("size", "1GiB")) {
            assertThat(backend.sizeBytes()).isEqualTo(1L << 30);
            assertThat(Request.read(backend, 512L << 20, BLOCK)).isEqualTo(new byte[BLOCK]);
            assertThat(Request.write(8 * BLOCK, 3 * BLOCK, 7).run(backend)).isZero();
            assertThat(Request.read(backend, 7 * BLOCK, BLOCK)).isEqualTo(new byte[BLOCK]);
            assertThat(Request.read(backend, 9 * BLOCK, BLOCK)).isEqualTo(filled(BLOCK, 7));
        }
        assertThat(Files.size(folder.resolve("ns"))).isEqualTo(1L << 30);
        try (Backend backend = open()) {
            assertThat(backend.sizeBytes()).as("the file knows its size").isEqualTo(1L << 30);
            assertThat(Request.read(backend, 8 * BLOCK, 3 * BLOCK)).isEqualTo(filled(3 * BLOCK, 7));
        }
        try (Backend backend = open("size", "2MiB")) {
            assertThat(backend.sizeBytes()).as("nothing is cut off").isEqualTo(1L << 30);
        }
        try (Backend backend = open("size", "2GiB")) {
            assertThat(backend.sizeBytes()).as("it grows").isEqualTo(2L << 30);
        }
    }

    @Test
    void wrongOptionsAreNamed() throws IOException {
        assertThatThrownBy(() -> open()).isInstanceOf(NvmeException.class).hasMessageContaining("size: is missing");
        assertThatThrownBy(() -> open("size", "5000")).hasMessageContaining("multiple of the block size 4096");
        assertThatThrownBy(() -> open("size", "1MiB", "create", "false")).hasMessageContaining("is not there");
        assertThatThrownBy(() -> open("size", "1MiB", "path", folder)).hasMessageContaining("path: ");
        assertThatThrownBy(() -> open("size", "1MiB", "path", "")).hasMessageContaining("path: is missing");
        assertThatThrownBy(() -> open("size", "1MiB", "path", folder.resolve("no/such"))).hasMessageContaining("cannot be opened");
        Files.write(folder.resolve("ns"), new byte[5000]);
        assertThatThrownBy(() -> open()).hasMessageContaining("5000 bytes long");
    }

    @Test
    void fileHasOneUserAtATime() {
        try (Backend backend = open("size", "1MiB")) {
            assertThat(backend.sizeBytes()).isEqualTo(1 << 20);
            assertThatThrownBy(() -> open()).isInstanceOfSatisfying(NvmeException.class,
                    e -> assertThat(e.category()).isEqualTo(NvmeException.Category.RETRY)).hasMessageContaining("in use");
        }
        try (Backend backend = open()) {
            assertThat(backend.sizeBytes()).isEqualTo(1 << 20);
        }
    }

    @Test
    void beyondTheEndIsOutOfRange() {
        try (Backend backend = open("size", "1MiB")) {
            assertThat(Request.write(1 << 20, BLOCK, 1).run(backend)).isEqualTo(Status.LBA_OUT_OF_RANGE | Status.DNR);
            assertThat(new Request(Op.READ, (1 << 20) - BLOCK, 2 * BLOCK).run(backend)).isEqualTo(Status.LBA_OUT_OF_RANGE | Status.DNR);
        }
    }

    @Test
    void resizedFileForgetsWhatWasCutOff() {
        try (Backend backend = open("size", "1MiB")) {
            Request.write((1 << 20) - BLOCK, BLOCK, 7).run(backend);
            backend.resize(512 << 10);
            assertThat(backend.sizeBytes()).isEqualTo(512 << 10);
            backend.resize(1 << 20);
            assertThat(Request.read(backend, (1 << 20) - BLOCK, BLOCK)).isEqualTo(new byte[BLOCK]);
            assertThatThrownBy(() -> backend.resize(1)).isInstanceOf(NvmeException.class);
            assertThat(backend.sizeBytes()).isEqualTo(1 << 20);
        }
    }

    @Test
    void zeroesAndHolesReadAsZeroes() {
        try (Backend backend = open("size", "8MiB")) {
            Request.write(0, 4 << 20, 7).run(backend);
            assertThat(new Request(Op.WRITE_ZEROES, BLOCK, 2 << 20).run(backend)).isZero();
            assertThat(Request.read(backend, BLOCK, 2 << 20)).isEqualTo(new byte[2 << 20]);
            assertThat(Request.read(backend, 0, BLOCK)).isEqualTo(filled(BLOCK, 7));
            Request hole = new Request(Op.WRITE_ZEROES, 3 << 20, BLOCK);
            hole.mayDeallocate = true;
            assertThat(hole.durable().run(backend)).isZero();
            assertThat(Request.read(backend, 3 << 20, BLOCK)).isEqualTo(new byte[BLOCK]);
            assertThat(new Request(Op.DEALLOCATE, 0, 8 << 20).run(backend)).isZero();
            if (holes(backend)) {
                assertThat(backend.capabilities().zeroesAfterDeallocate()).isTrue();
                assertThat(Request.read(backend, 0, BLOCK)).isEqualTo(new byte[BLOCK]);
            }
        }
    }

    @Test
    void holesAreMadeWhereNativeAccessIsAllowed() {
        assumeTrue(Fallocate.class.getModule().isNativeAccessEnabled()
                && "Linux".equals(System.getProperty("os.name")), "native access is not enabled for the module");
        try (Backend backend = open("size", "1MiB")) {
            assertThat(holes(backend)).isTrue();
        }
    }

    @Test
    void volatileCacheIsReportedUnlessEveryWriteIsDurable() {
        try (Backend backend = open("size", "1MiB")) {
            assertThat(backend.capabilities().volatileCache()).isTrue();
        }
        try (Backend backend = open("writeThrough", "true")) {
            assertThat(backend.capabilities().volatileCache()).isFalse();
            Request.write(0, BLOCK, 1).run(backend);
            assertThat(((FileBackend) backend).forces()).isEqualTo(1);
        }
    }

    @Test
    void directGoesPastThePageCacheWhereThatIsPossible() {
        try (Backend backend = open("size", "1MiB", "direct", "try")) {
            assertThat(Request.write(BLOCK, 2 * BLOCK, 9).run(backend)).isZero();
            assertThat(Request.read(backend, 2 * BLOCK, BLOCK)).isEqualTo(filled(BLOCK, 9));
            assertThat(new Request(Op.WRITE_ZEROES, BLOCK, BLOCK).run(backend)).isZero();
            assertThat(Request.read(backend, BLOCK, BLOCK)).isEqualTo(new byte[BLOCK]);
            assertThat(new Request(Op.FLUSH, 0, 0).run(backend)).isZero();
        }
    }

    @Test
    void manyRequestsRunAtATimeAndNoneIsLost() {
        try (Backend backend = open("size", "4MiB")) {
            Request[] writes = new Request[512];
            for (int i = 0; i < writes.length; i++) {
                writes[i] = Request.write((long) i * BLOCK, BLOCK, i);
                if (i % 4 == 0) {
                    writes[i].durable();
                }
                backend.submit(writes[i]);
            }
            for (int i = 0; i < writes.length; i++) {
                assertThat(writes[i].await()).isZero();
            }
            for (int i = 0; i < writes.length; i++) {
                assertThat(Request.read(backend, (long) i * BLOCK, BLOCK)).isEqualTo(filled(BLOCK, i));
            }
            assertThat(((FileBackend) backend).forces()).isBetween(1L, 128L);
        }
    }
}
