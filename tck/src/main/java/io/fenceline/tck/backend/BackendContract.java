package io.fenceline.tck.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.NvmeException;
import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendRequest.Op;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.Seed;
import io.fenceline.wire.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link io.fenceline.spi.backend}. A vendor subclasses it and gives a fixture. The tests that are a must
 * begin with {@code required}, those that depend on an ability with {@code optional}: without the ability they are skipped
 * and say so. Every request is checked for being completed exactly once, and for not touching memory that is not its own.
 */
public abstract class BackendContract implements CancelGroup, ConcurrencyGroup {
    private BackendRig rig = BackendRig.NONE;

    /** For subclasses. */
    protected BackendContract() {
    }

    /**
     * A new fixture.
     *
     * @return fresh for each test, closed after it
     */
    public abstract BackendFixture fixture();

    @Override
    public BackendRig rig() {
        return rig;
    }

    /** Opens the fixture. */
    @BeforeEach
    public void openFixture() {
        rig = new BackendRig(fixture());
    }

    /** Closes everything. */
    @AfterEach
    public void closeFixture() {
        rig.close();
        rig = BackendRig.NONE;
    }

    /** The size is what was asked for. */
    @Test
    public void required_open_theSizeIsAWholeNumberOfBlocks() {
        Backend backend = rig.backend();
        assertThat(backend.sizeBytes()).isEqualTo(BackendRig.SIZE);
        assertThat(backend.capabilities()).isEqualTo(backend.capabilities());
    }

    /** What was never written reads as zeroes, everywhere. */
    @Test
    public void required_read_whatWasNeverWrittenIsZero() {
        int bytes = 256 << 10;
        for (long at : new long[]{0, rig.blockSize(), BackendRig.SIZE / 2 + rig.blockSize(), BackendRig.SIZE - bytes}) {
            assertThat(rig.read(at, bytes)).containsOnly(0);
        }
    }

    /** Data of all sizes is read as it was written, at any offset. */
    @Test
    public void required_write_isReadAgain() {
        rig.requireData();
        int block = rig.blockSize();
        for (int blocks : new int[]{1, 2, 7, 8, 9, 64, 129, 1000}) {
            for (long at : new long[]{0, block, 3L * block, BackendRig.SIZE / 2 - 5L * block, BackendRig.SIZE - (long) blocks * block}) {
                rig.write(at, blocks * block, at + blocks);
                Work read = rig.done(rig.work().again(Op.READ, at, (long) blocks * block));
                assertThat(Gen.mismatch(read.data(), at + blocks)).as("first wrong byte of " + read).isEqualTo(-1);
            }
        }
    }

    /** A write touches its range and nothing beside it; the memory that it is written from does not change. */
    @Test
    public void required_write_touchesItsRangeOnly() {
        rig.requireData();
        int block = rig.blockSize();
        rig.write(0, 16 * block, 1);
        Work middle = rig.work().again(Op.WRITE, 5L * block, 3L * block).fill(2);
        rig.done(middle);
        assertThat(Gen.mismatch(middle.data(), 2)).isEqualTo(-1);
        byte[] all = rig.read(0, 16 * block);
        for (int i = 0; i < all.length; i++) {
            boolean inside = i >= 5 * block && i < 8 * block;
            byte wanted = inside ? Gen.patternAt(2, i - 5L * block) : Gen.patternAt(1, i);
            assertThat(all[i]).as("byte " + i).isEqualTo(wanted);
        }
    }

    /** Requests with FUA, flushes, and flushes with nothing to do succeed, and the data is there. */
    @Test
    public void required_flush_andForceUnitAccessSucceed() {
        rig.done(rig.work().again(Op.FLUSH, 0, 0));
        rig.done(rig.work().again(Op.WRITE, 0, 4096).fill(3).fua());
        rig.done(rig.work().again(Op.WRITE_ZEROES, 8192, 4096).fua());
        rig.done(rig.work().again(Op.FLUSH, 0, 0));
        if (rig.keepsData()) {
            assertThat(Gen.mismatch(rig.done(rig.work().again(Op.READ, 0, 4096)).data(), 3)).isEqualTo(-1);
        }
    }

    /** Write Zeroes makes its range read as zeroes, with and without leave to deallocate, and nothing beside it. */
    @Test
    public void required_zeroes_readAsZeroes() {
        rig.requireData();
        int block = rig.blockSize();
        int all = 512 << 10;
        for (boolean deallocate : new boolean[]{false, true}) {
            rig.write(0, all, 4);
            long length = 300L * block;
            Work zeroes = rig.work().again(Op.WRITE_ZEROES, block, length);
            rig.done(deallocate ? zeroes.deallocating() : zeroes);
            byte[] read = rig.read(0, all);
            for (int i = 0; i < all; i++) {
                byte wanted = i >= block && i < block + length ? 0 : Gen.patternAt(4, i);
                assertThat(read[i]).as("byte " + i).isEqualTo(wanted);
            }
        }
    }

    /** Write Zeroes works on ranges far longer than any buffer. */
    @Test
    public void required_zeroes_coverTheWholeMedium() {
        rig.requireData();
        rig.write(0, 4096, 1);
        rig.write(BackendRig.SIZE - 4096, 4096, 1);
        rig.done(rig.work().again(Op.WRITE_ZEROES, 0, BackendRig.SIZE));
        assertThat(rig.read(0, 4096)).containsOnly(0);
        assertThat(rig.read(BackendRig.SIZE - 4096, 4096)).containsOnly(0);
    }

    /** Deallocation leaves what is beside it alone, and reads as it was promised. */
    @Test
    public void optional_deallocate_readsAsPromised() {
        rig.requireData();
        BackendRig.requireAbility(rig.backend().capabilities().deallocate(), "deallocation");
        int block = rig.blockSize();
        int all = 512 << 10;
        rig.write(0, all, 5);
        rig.done(rig.work().again(Op.DEALLOCATE, 3L * block, 500L * block));
        byte[] read = rig.read(0, all);
        boolean zeroes = rig.backend().capabilities().zeroesAfterDeallocate();
        for (int i = 0; i < all; i++) {
            boolean inside = i >= 3 * block && i < 503 * block;
            if (!inside || zeroes) {
                assertThat(read[i]).as("byte " + i).isEqualTo(inside ? 0 : Gen.patternAt(5, i));
            }
        }
        rig.write(3L * block, 500 * block, 6);
        assertThat(Gen.mismatch(rig.done(rig.work().again(Op.READ, 3L * block, 500L * block)).data(), 6)).isEqualTo(-1);
    }

    /** Random requests, one after the other, overlapping at will, compared with a model of the medium. */
    @Test
    public void required_model_randomRequestsAgreeWithIt() {
        rig.requireData();
        Seed seed = Seed.next();
        Gen gen = seed.gen();
        int size = 1 << 20;
        int block = rig.blockSize();
        byte[] model = new byte[size];
        boolean deallocates = rig.backend().capabilities().deallocate() && rig.backend().capabilities().zeroesAfterDeallocate();
        for (int i = 0; i < 600; i++) {
            int blocks = gen.edgy(1, 128);
            int at = gen.between(0, size / block - blocks) * block;
            int bytes = blocks * block;
            Work work = rig.work();
            switch (gen.between(0, 5)) {
                case 0, 1 -> {
                    rig.done(work.again(Op.WRITE, at, bytes).fill(i));
                    System.arraycopy(work.bytes(), 0, model, at, bytes);
                }
                case 2 -> {
                    rig.done(gen.chance(50)
                            ? work.again(Op.WRITE_ZEROES, at, bytes)
                            : work.again(Op.WRITE_ZEROES, at, bytes).deallocating());
                    Arrays.fill(model, at, at + bytes, (byte) 0);
                }
                case 3 -> {
                    if (deallocates) {
                        rig.done(work.again(Op.DEALLOCATE, at, bytes));
                        Arrays.fill(model, at, at + bytes, (byte) 0);
                    }
                }
                default -> assertThat(rig.done(work.again(Op.READ, at, bytes)).bytes()).as("read " + i + "; " + seed)
                        .isEqualTo(Arrays.copyOfRange(model, at, at + bytes));
            }
        }
        assertThat(rig.read(0, size)).as(seed.toString()).isEqualTo(model);
    }

    /** A medium that outlives its back end is as it was. */
    @Test
    public void optional_reopen_theDataIsThereAgain() {
        rig.requireData();
        BackendRig.requireAbility(rig.fixture().outlivesClose(), "a medium that outlives its back end");
        rig.write(0, 1 << 20, 7);
        rig.done(rig.work().again(Op.WRITE_ZEROES, 4096, 8192).deallocating());
        rig.reopen();
        byte[] read = rig.read(0, 1 << 20);
        for (int i = 0; i < read.length; i++) {
            assertThat(read[i]).as("byte " + i).isEqualTo(i >= 4096 && i < 12288 ? 0 : Gen.patternAt(7, i));
        }
    }

    /** A medium that grows keeps what it had, and what is new reads as zeroes, also where there was something once. */
    @Test
    public void optional_resize_growsAndShrinks() {
        BackendRig.requireAbility(rig.fixture().canResize(), "a size that can be changed");
        Backend backend = rig.backend();
        rig.write(0, 4096, 8);
        rig.write(BackendRig.SIZE - 4096, 4096, 9);
        backend.resize(BackendRig.SIZE * 2);
        assertThat(backend.sizeBytes()).isEqualTo(BackendRig.SIZE * 2);
        assertThat(rig.read(BackendRig.SIZE * 2 - 4096, 4096)).containsOnly(0);
        rig.write(BackendRig.SIZE * 2 - 4096, 4096, 10);
        backend.resize(BackendRig.SIZE / 2);
        assertThat(backend.sizeBytes()).isEqualTo(BackendRig.SIZE / 2);
        backend.resize(BackendRig.SIZE);
        if (rig.keepsData()) {
            assertThat(Gen.mismatch(rig.done(rig.work().again(Op.READ, 0, 4096)).data(), 8)).isEqualTo(-1);
            assertThat(rig.read(BackendRig.SIZE - 4096, 4096)).containsOnly(0);
        }
    }

    /** A request that does not fit any more after the medium has shrunk is refused. */
    @Test
    public void optional_resize_requestsBeyondTheEndAreRefused() {
        BackendRig.requireAbility(rig.fixture().canResize(), "a size that can be changed");
        rig.backend().resize(BackendRig.SIZE / 2);
        for (Op op : new Op[]{Op.READ, Op.WRITE, Op.WRITE_ZEROES}) {
            for (long at : new long[]{BackendRig.SIZE / 2 - rig.blockSize(), BackendRig.SIZE / 2, BackendRig.SIZE - 8192}) {
                Work work = rig.submit(rig.work().again(op, at, 2L * rig.blockSize()));
                assertThat(rig.await(work)).as("status of " + work).isNotEqualTo(Status.SUCCESS);
            }
        }
        assertThat(rig.backend().sizeBytes()).isEqualTo(BackendRig.SIZE / 2);
    }

    /** A size that is no whole number of blocks is refused, and nothing has changed. */
    @Test
    public void optional_resize_halfABlockIsRefused() {
        BackendRig.requireAbility(rig.fixture().canResize(), "a size that can be changed");
        assertThatThrownBy(() -> rig.backend().resize(BackendRig.SIZE + rig.blockSize() / 2)).isInstanceOfSatisfying(NvmeException.class,
                e -> assertThat(e.category()).isEqualTo(NvmeException.Category.FAIL));
        assertThat(rig.backend().sizeBytes()).isEqualTo(BackendRig.SIZE);
    }

    /** The provider describes itself well enough for a help text and a check. */
    @Test
    public void required_provider_describesItsOptions() {
        OptionSchema schema = rig.fixture().provider().options();
        assertThat(rig.fixture().provider().type()).isNotEmpty().isEqualTo(rig.fixture().provider().type().toLowerCase(Locale.ROOT));
        for (OptionSchema.Option option : schema.options()) {
            assertThat(option.key()).matches("[a-z][A-Za-z0-9]*");
            assertThat(option.help()).as("help of " + option.key()).isNotBlank();
            if (!option.fallback().isEmpty()) {
                Options.check(new OptionSchema(List.of(option)), Map.of(), error -> {
                    throw new AssertionError("the default of an option is not valid: " + error);
                });
            }
        }
        assertThat(schema.options().stream().map(OptionSchema.Option::key)).doesNotHaveDuplicates();
    }

    /** Options that are wrong are refused by name, with what was given. */
    @Test
    public void required_provider_refusesWrongOptionsByName() {
        OptionSchema schema = rig.fixture().provider().options();
        assertThatThrownBy(() -> Options.of(schema, Map.of("noSuchOption", 1))).hasMessageContaining("noSuchOption");
        for (BackendFixture.WrongOptions wrong : rig.fixture().wrongOptions()) {
            assertThatThrownBy(() -> rig.open(wrong.options()).close()).as("open with " + wrong.options()).isInstanceOf(NvmeException.class)
                    .hasMessageContaining(wrong.key());
        }
    }
}
