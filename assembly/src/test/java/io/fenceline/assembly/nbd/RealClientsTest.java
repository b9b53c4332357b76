package io.fenceline.assembly.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.testkit.Gen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ordinary programs on a namespace that is behind NVMe/TCP, two paths to it: QEMU's, libnbd's, fio. */
final class RealClientsTest {
    private static final int MEBIBYTES = 32;
    private static final int SIZE = MEBIBYTES << 20;

    @TempDir
    private Path folder;

    private Chain chain;

    @BeforeEach
    void begin() throws Exception {
        chain = new Chain(2, MEBIBYTES, Chain.loopback());
    }

    @AfterEach
    void end() {
        chain.close();
        assertThat(chain.server().connections()).isZero();
    }

    /** A disk with data, zeroes and holes. */
    private Path image() throws IOException {
        byte[] bytes = new byte[SIZE];
        Gen gen = new Gen(7);
        for (int i = 0; i < 24; i++) {
            byte[] data = gen.bytes(gen.between(1, 512 << 10));
            System.arraycopy(data, 0, bytes, gen.between(0, SIZE - data.length), data.length);
        }
        Path file = folder.resolve("disk.img");
        Files.write(file, bytes);
        return file;
    }

    @Test
    void qemuImgConvertsAndCompares() throws Exception {
        Tool.need("qemu-img");
        Path image = image();
        for (int nsid = 1; nsid <= 2; nsid++) {
            String uri = chain.uri(nsid);
            Tool.ok(folder, "qemu-img", "convert", "-n", "-f", "raw", "-O", "raw", image.toString(), uri);
            assertThat(Tool.ok(folder, "qemu-img", "compare", "-f", "raw", "-F", "raw", image.toString(), uri)).contains("identical");
            Tool.ok(folder, "qemu-img", "convert", "-f", "raw", "-O", "raw", "-W", "-m", "8", uri, "back.img");
            assertThat(Files.mismatch(image, folder.resolve("back.img"))).isEqualTo(-1);
        }
        assertThat(Tool.ok(folder, "qemu-img", "info", "--output=json", chain.uri(1))).contains("\"virtual-size\": " + SIZE);
        assertThat(Tool.ok(folder, "qemu-img", "map", "--output=json", chain.uri(1))).contains("\"length\": " + SIZE);
    }

    @Test
    void qemuIoWritesVerifiesZeroesAndDiscards() throws Exception {
        Tool.need("qemu-io");
        String said = Tool.ok(folder, "qemu-io", "-f", "raw", "-t", "none", "-c", "write -P 0xab 4k 2M", "-c", "write -f -P 0xcd 1M 8k",
                "-c",
                "write -z 64k 64k", "-c", "write -z -u 256k 64k", "-c", "discard 4M 8M", "-c", "aio_write -P 0x11 16M 4M", "-c",
                "aio_flush",
                "-c", "flush", "-c", "read -P 0xab 4k 60k", "-c", "read -P 0 64k 64k", "-c", "read -P 0 256k 64k", "-c",
                "read -P 0xcd 1M 8k",
                "-c", "read -P 0 4M 8M", "-c", "read -P 0x11 16M 4M", "-c", "map", chain.uri(1));
        assertThat(said).doesNotContain("failed", "rror").contains("read 4194304/4194304 bytes");
        Tool.Result beyond = Tool.run(folder, List.of("qemu-io", "-f", "raw", "-c", "read 33M 4k", chain.uri(1)));
        assertThat(beyond.status()).isNotZero();
    }

    @Test
    void nbdinfoTellsWhatThereIs() throws Exception {
        Tool.need("nbdinfo");
        String list = Tool.ok(folder, "nbdinfo", "--list", "--json", chain.address().uri(""));
        assertThat(list).contains("\"export-name\": \"1\"", "\"export-name\": \"2\"", "\"export-size\": " + SIZE,
                "\"block_size_minimum\": 4096", "\"block_size_minimum\": 512", "\"block_size_maximum\": 33554432",
                "\"can_multi_conn\": true",
                "\"can_fua\": true", "\"can_trim\": true", "\"can_zero\": true", "\"can_df\": true", "\"can_cache\": true",
                "\"can_fast_zero\": true", "\"is_read_only\": false", "namespace 1 of nqn.2026-01.io.fenceline.test:nbd");
        assertThat(Tool.ok(folder, "nbdinfo", "--map", chain.uri(2))).contains("0", Integer.toString(SIZE), "data");
        assertThat(Tool.run(folder, List.of("nbdinfo", chain.uri(3))).output()).contains("export: 3");
        chain.subsystem().namespaces().forEach(namespace -> {
            if (namespace.uuid() == null) {
                throw new AssertionError("no UUID");
            }
        });
        String byUuid = chain.address().uri(chain.subsystem().namespace(2).uuid().toString());
        assertThat(Tool.ok(folder, "nbdinfo", "--size", byUuid).strip()).isEqualTo(Integer.toString(SIZE));
    }

    @Test
    void nbdcopyCopiesBothWaysOverSeveralConnections() throws Exception {
        Tool.need("nbdcopy");
        Path image = image();
        Tool.ok(folder, "nbdcopy", "--flush", "--connections=4", image.toString(), chain.uri(1));
        Tool.ok(folder, "nbdcopy", "--connections=4", "--requests=64", chain.uri(1), chain.uri(2));
        Tool.ok(folder, "nbdcopy", chain.uri(2), "back.img");
        assertThat(Files.mismatch(image, folder.resolve("back.img"))).isEqualTo(-1);
    }

    @Test
    void fioVerifiesWhatItWrites() throws Exception {
        Tool.need("fio");
        String engines = Tool.run(folder, List.of("fio", "--enghelp")).output();
        if (Arrays.stream(engines.split("\\s+")).noneMatch("nbd"::equals)) {
            System.out.println("SKIPPED: this fio has no nbd engine");
            return;
        }
        String said = Tool.ok(folder, "fio", "--name=verify", "--ioengine=nbd", "--uri=" + chain.uri(1), "--rw=randrw", "--bsrange=4k-256k",
                "--bs_unaligned=0", "--blockalign=4k", "--size=" + MEBIBYTES + "M", "--io_size=32M", "--iodepth=32", "--verify=crc32c",
                "--verify_fatal=1", "--fsync=64", "--output-format=terse");
        assertThat(said).doesNotContain("verify:", "err=");
        Tool.ok(folder, "fio", "--name=trim", "--ioengine=nbd", "--uri=" + chain.uri(2), "--rw=randtrim", "--bs=64k",
                "--size=" + MEBIBYTES + "M", "--io_size=8M", "--iodepth=8", "--output-format=terse");
    }

    @Test
    void unixSocketsServeTheSamePrograms() throws Exception {
        Tool.need("qemu-img", "nbdcopy");
        Path image = image();
        Path socket = folder.resolve("nbd.sock");
        try (NbdServer second = new NbdServer(NbdSettings.at(new NbdAddress.Unix(socket)),
                new SubsystemExports(chain.subsystem(), 1, "disk", false))) {
            NbdAddress at = second.start();
            Tool.ok(folder, "nbdcopy", image.toString(), at.uri("disk"));
            assertThat(Tool.ok(folder, "qemu-img", "compare", "-f", "raw", "-F", "raw", image.toString(), at.uri("")))
                    .contains("identical");
            assertThat(Tool.ok(folder, "qemu-img", "compare", "-f", "raw", "-F", "raw", image.toString(), chain.uri(1)))
                    .contains("identical");
            assertThat(second.close(Duration.ofSeconds(5))).isTrue();
        }
        assertThat(Files.exists(socket)).isFalse();
    }
}
