package io.fenceline.core.target.engine.io;

import static io.fenceline.core.target.engine.io.QueueFixture.BLOCK;
import static io.fenceline.core.target.engine.io.QueueFixture.BLOCKS;
import static io.fenceline.core.target.engine.io.QueueFixture.bits12;
import static io.fenceline.core.target.engine.io.QueueFixture.fetched;
import static io.fenceline.core.target.engine.io.QueueFixture.filled;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.core.target.backend.FaultRule;
import io.fenceline.core.target.backend.MemoryBackend;
import io.fenceline.core.target.engine.namespace.Namespace;
import io.fenceline.spi.backend.BackendRequest.Op;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.NvmOpcode;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each command by itself: what it does, and each way in which it can be refused. */
final class NvmCommandTest {
    private final QueueFixture q = new QueueFixture();

    @AfterEach
    void nothingIsLeftOver() {
        assertThat(q.controller.failures).isEmpty();
        assertThat(q.queuePair.pool.taken).as("buffers").isZero();
        assertThat(q.queue.outstanding()).as("commands").isZero();
    }

    private void refused(FakeExchange e, int status, int location) {
        q.execute(e);
        assertThat(Integer.toHexString(e.plainStatus())).isEqualTo(Integer.toHexString(status | Status.DNR));
        assertThat(e.status & Status.MORE).as("more in the error log").isNotZero();
        ErrorEntry entry = q.controller.errors.getLast();
        assertThat(entry.location()).as("error location").isEqualTo(location);
        assertThat(entry.cid()).isEqualTo(QueueFixture.cid(e));
        assertThat(entry.status()).isEqualTo(e.plainStatus());
    }

    // Read and Write.

    @Test
    void whatIsWrittenIsRead() {
        assertThat(q.execute(q.write(5, 3, 7)).status).isZero();
        FakeExchange read = q.execute(q.read(4, 5));
        assertThat(read.status).isZero();
        byte[] wanted = new byte[5 * BLOCK];
        System.arraycopy(filled(3, 7), 0, wanted, BLOCK, 3 * BLOCK);
        assertThat(read.data()).isEqualTo(wanted);
        assertThat(q.controller.statistics.bytesRead()).isEqualTo(5 * BLOCK);
        assertThat(q.controller.statistics.bytesWritten()).isEqualTo(3 * BLOCK);
        assertThat(q.controller.statistics.reads()).isEqualTo(1);
        assertThat(q.controller.statistics.writes()).isEqualTo(1);
    }

    @Test
    void dataThatIsNotInTheCapsuleIsFetched() {
        FakeExchange write = q.submit(fetched(q.write(0, 2, 9)));
        assertThat(write.ended).isFalse();
        q.queuePair.fetchAll();
        assertThat(write.status).isZero();
        assertThat(q.medium(0, 2)).isEqualTo(filled(2, 9));
    }

    @Test
    void aFetchThatFailsEndsTheWriteWithItsStatus() {
        FakeExchange write = q.submit(fetched(q.write(0, 1, 9)));
        q.queuePair.fetches.remove();
        write.fetched(Status.TRANSIENT_TRANSPORT_ERROR);
        assertThat(write.plainStatus()).isEqualTo(Status.TRANSIENT_TRANSPORT_ERROR);
        assertThat(q.medium(0, 1)).isEqualTo(new byte[BLOCK]);
    }

    @Test
    void lastBlockIsReachable() {
        assertThat(q.execute(q.write(BLOCKS - 1, 1, 1)).status).isZero();
        assertThat(q.execute(q.read(BLOCKS - 1, 1)).status).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {BLOCKS, BLOCKS - 1, -1, -2, Long.MAX_VALUE, Long.MIN_VALUE, 0x0080_0000_0000_0000L})
    void blocksThatAreNotThereAreOutOfRange(long lba) {
        refused(q.read(lba, 2), Status.LBA_OUT_OF_RANGE, Sqe.CDW10);
        refused(q.write(lba, 2, 1), Status.LBA_OUT_OF_RANGE, Sqe.CDW10);
        refused(q.compare(lba, 2, 1), Status.LBA_OUT_OF_RANGE, Sqe.CDW10);
        refused(q.range(NvmOpcode.WRITE_ZEROES, lba, 2), Status.LBA_OUT_OF_RANGE, Sqe.CDW10);
        refused(q.range(NvmOpcode.VERIFY, lba, 2), Status.LBA_OUT_OF_RANGE, Sqe.CDW10);
        refused(q.range(NvmOpcode.WRITE_UNCORRECTABLE, lba, 2), Status.LBA_OUT_OF_RANGE, Sqe.CDW10);
        refused(q.deallocate(lba, 2), Status.LBA_OUT_OF_RANGE, Sqe.CDW10);
        refused(q.copy(lba, 0, 2), Status.LBA_OUT_OF_RANGE, Sqe.CDW10);
        refused(q.copy(0, lba, 2), Status.LBA_OUT_OF_RANGE, Sqe.CDW10);
    }

    @Test
    void sglMustBeAsLongAsTheData() {
        FakeExchange shorter = q.read(0, 2);
        shorter.dataLength = BLOCK;
        refused(shorter, Status.DATA_SGL_LENGTH_INVALID, Sqe.SGL1);
        FakeExchange longer = q.read(0, 2);
        longer.dataLength = 3 * BLOCK;
        refused(longer, Status.DATA_SGL_LENGTH_INVALID, Sqe.SGL1);
        FakeExchange write = q.write(0, 2, 1);
        Bytes.put16(write.sqe, Sqe.CDW12, 0);
        refused(write, Status.DATA_SGL_LENGTH_INVALID, Sqe.SGL1);
        FakeExchange flush = q.command(NvmOpcode.FLUSH, 1);
        flush.dataLength = 1;
        refused(flush, Status.DATA_SGL_LENGTH_INVALID, Sqe.SGL1);
    }

    @Test
    void transferBeyondMdtsIsAnInvalidField() {
        refused(q.read(0, FakeQueuePair.MAX_TRANSFER / BLOCK + 1), Status.INVALID_FIELD, Sqe.CDW12);
        assertThat(q.execute(q.read(0, FakeQueuePair.MAX_TRANSFER / BLOCK)).status).isZero();
    }

    @Test
    void writeWithADirectiveIsAnInvalidField() {
        refused(bits12(q.write(0, 1, 1), 1 << 20), Status.INVALID_FIELD, Sqe.CDW12 + 2 | 4 << 8);
    }

    @Test
    void protectionBitsMeanNothingWithoutProtectionInformation() {
        assertThat(q.execute(bits12(q.write(0, 1, 1), 0xF << 26)).status).isZero();
        assertThat(q.execute(bits12(q.read(0, 1), 0xF << 26)).status).isZero();
    }

    @Test
    void limitedRetryChangesNothing() {
        assertThat(q.execute(bits12(q.write(0, 1, 1), 1 << 31)).status).isZero();
    }

    @Test
    void errorOfTheBackEndIsTheStatusOfTheCommand() {
        q.backend.add(FaultRule.error(Status.UNRECOVERED_READ_ERROR, Op.READ));
        q.backend.add(FaultRule.error(Status.WRITE_FAULT, Op.WRITE));
        assertThat(q.execute(q.read(0, 1)).plainStatus()).isEqualTo(Status.UNRECOVERED_READ_ERROR);
        assertThat(q.execute(q.write(0, 1, 1)).plainStatus()).isEqualTo(Status.WRITE_FAULT);
        assertThat(q.controller.statistics.mediaErrors()).isEqualTo(2);
    }

    // What is wrong with any command.

    @Test
    void unknownOpcodeIsInvalid() {
        for (int opcode : new int[]{0x03, 0x0D, 0x0E, 0x11, 0x15, 0x18, 0x7D, 0xFF}) {
            refused(q.command(opcode, 1), Status.INVALID_OPCODE, Sqe.OPCODE);
        }
    }

    @Test
    void namespaceThatDoesNotExistIsToldApartFromOneThatIsNotActive() {
        FakeExchange inactive = q.read(0, 1);
        Bytes.put32(inactive.sqe, Sqe.NSID, 2);
        refused(inactive, Status.INVALID_FIELD, Sqe.NSID);
        for (int nsid : new int[]{0, 17, -2, -1}) {
            FakeExchange invalid = q.read(0, 1);
            Bytes.put32(invalid.sqe, Sqe.NSID, nsid);
            refused(invalid, Status.INVALID_NAMESPACE, Sqe.NSID);
        }
    }

    @Test
    void namespaceThatIsBeingRemovedIsNotActive() {
        q.namespace.retire(() -> q.controller.traffic = -1);
        assertThat(q.controller.traffic).as("nothing was inside").isEqualTo(-1);
        refused(q.read(0, 1), Status.INVALID_FIELD, Sqe.NSID);
    }

    @Test
    void anaStateDecidesBeforeTheCommand() {
        q.controller.anaStatus = Status.ANA_INACCESSIBLE;
        FakeExchange read = q.execute(q.read(BLOCKS, 1));
        assertThat(read.status).isEqualTo(Status.ANA_INACCESSIBLE);
        assertThat(q.controller.errors).isEmpty();
    }

    @Test
    void controllerThatTakesNoCommandsAnswersWithItsStatus() {
        q.controller.admission = Status.COMMAND_SEQUENCE_ERROR | Status.DNR;
        assertThat(q.execute(q.read(0, 1)).plainStatus()).isEqualTo(Status.COMMAND_SEQUENCE_ERROR | Status.DNR);
    }

    @Test
    void writeProtectedNamespaceRefusesEverythingThatWrites() {
        Namespace readOnly = QueueFixture.namespace(2, q.backend, true);
        q.controller.namespaces = q.controller.namespaces.with(readOnly);
        for (FakeExchange e : new FakeExchange[]{q.write(0, 1, 1), q.range(NvmOpcode.WRITE_ZEROES, 0, 1), q.deallocate(0, 1),
                q.copy(4, 0, 1),
                q.range(NvmOpcode.WRITE_UNCORRECTABLE, 0, 1)}) {
            Bytes.put32(e.sqe, Sqe.NSID, 2);
            refused(e, Status.NAMESPACE_WRITE_PROTECTED, ErrorEntry.NO_LOCATION);
        }
        for (FakeExchange e : new FakeExchange[]{q.read(0, 1), q.compare(0, 1, 0), q.range(NvmOpcode.VERIFY, 0, 1),
                q.command(NvmOpcode.FLUSH, 2)}) {
            Bytes.put32(e.sqe, Sqe.NSID, 2);
            assertThat(q.execute(e).status).isZero();
        }
    }

    @Test
    void prpIsAnInvalidField() {
        for (int psdt : new int[]{0, 3}) {
            FakeExchange e = q.read(0, 1);
            Bytes.put8(e.sqe, Sqe.FLAGS, psdt << 6);
            refused(e, Status.INVALID_FIELD, Sqe.FLAGS | 6 << 8);
        }
        FakeExchange e = q.read(0, 1);
        Bytes.put8(e.sqe, Sqe.FLAGS, 2 << 6);
        assertThat(q.execute(e).status).isZero();
    }

    @Test
    void sglThatTheTransportDoesNotTakeIsRefusedWithItsStatus() {
        FakeExchange e = q.read(0, 1);
        e.sglStatus = Status.SGL_TYPE_INVALID | Status.DNR;
        refused(e, Status.SGL_TYPE_INVALID, Sqe.SGL1);
    }

    @Test
    void identifierOfARunningCommandIsAConflictAndTheRunningOneGoesOn() {
        FakeExchange first = q.submit(fetched(q.write(0, 1, 3)));
        FakeExchange second = q.read(0, 1);
        Bytes.put16(second.sqe, Sqe.CID, QueueFixture.cid(first));
        refused(second, Status.COMMAND_ID_CONFLICT, Sqe.CID);
        assertThat(first.status).isZero();
        FakeExchange third = q.read(0, 1);
        Bytes.put16(third.sqe, Sqe.CID, QueueFixture.cid(first));
        assertThat(q.execute(third).status).as("once it has ended, its identifier is free").isZero();
    }

    @Test
    void fabricsCommandIsTheControllersAffair() {
        FakeExchange e = q.command(Sqe.FABRICS, 0);
        assertThat(q.execute(e).plainStatus()).isEqualTo(Status.INVALID_OPCODE | Status.DNR);
        q.controller.fabricsStatus = Status.SUCCESS;
        assertThat(q.execute(q.command(Sqe.FABRICS, 8)).status).isZero();
    }

    // Flush and FUA.

    @Test
    void flushGoesToTheBackEnd() {
        q.backend.add(FaultRule.error(Status.WRITE_FAULT, Op.FLUSH).times(1));
        assertThat(q.execute(q.command(NvmOpcode.FLUSH, 1)).plainStatus()).isEqualTo(Status.WRITE_FAULT);
        assertThat(q.execute(q.command(NvmOpcode.FLUSH, 1)).status).isZero();
    }

    @Test
    void flushOfAllNamespacesFlushesEachAndFailsWithTheFirstThatFails() {
        MemoryBackend other = new MemoryBackend("other", BLOCK, BLOCK, 4096, 4096);
        Namespace third = QueueFixture.namespace(3, other, false);
        q.controller.namespaces = q.controller.namespaces.with(third);
        assertThat(q.execute(q.command(NvmOpcode.FLUSH, -1)).status).isZero();
        q.backend.add(FaultRule.error(Status.WRITE_FAULT, Op.FLUSH).times(1));
        assertThat(q.execute(q.command(NvmOpcode.FLUSH, -1)).plainStatus()).isEqualTo(Status.WRITE_FAULT);
        q.namespace.retire(() -> q.controller.traffic = 0);
        assertThat(q.execute(q.command(NvmOpcode.FLUSH, -1)).status).as("one that is being removed is passed over").isZero();
        q.controller.namespaces = q.controller.namespaces.without(1).without(3);
        assertThat(q.execute(q.command(NvmOpcode.FLUSH, -1)).status).as("there is nothing to flush").isZero();
    }

    // Compare.

    @Test
    void compareTellsWhetherTheDataIsTheSame() {
        q.execute(q.write(0, 300, 5));
        assertThat(q.execute(q.compare(0, 300, 5)).status).isZero();
        // Longer than the scratch memory, and not the same all over.
        q.execute(q.write(256, 44, 7));
        byte[] mixed = filled(300, 5);
        Arrays.fill(mixed, 256 * BLOCK, 300 * BLOCK, (byte) 7);
        assertThat(q.execute(QueueFixture.data(q.compare(0, 300, 5), mixed)).status).isZero();
        q.execute(q.write(256, 43, 5));
        q.execute(q.write(299, 1, 6));
        FakeExchange different = q.execute(q.compare(0, 300, 5));
        assertThat(different.status).isEqualTo(Status.COMPARE_FAILURE);
        assertThat(q.controller.errors).isEmpty();
    }

    @Test
    void comparesShareTheQueuesScratchMemoryInOrder() {
        q.backend.add(FaultRule.of(FaultRule.Action.STALL, Op.READ).times(1));
        FakeExchange first = q.submit(q.compare(0, 1, 0));
        FakeExchange second = q.submit(q.compare(0, 1, 0));
        FakeExchange third = q.submit(q.compare(0, 1, 1));
        assertThat(second.ended || third.ended).isFalse();
        q.backend.release();
        q.settle();
        assertThat(first.status).isZero();
        assertThat(second.status).isZero();
        assertThat(third.status).isEqualTo(Status.COMPARE_FAILURE);
    }

    // Write Zeroes, Dataset Management.

    @Test
    void writeZeroesMakesZeroes() {
        q.execute(q.write(0, 32, 5));
        assertThat(q.execute(q.range(NvmOpcode.WRITE_ZEROES, 3, 20)).status).isZero();
        assertThat(q.medium(3, 20)).isEqualTo(new byte[20 * BLOCK]);
        assertThat(q.medium(0, 3)).isEqualTo(filled(3, 5));
        assertThat(q.medium(23, 9)).isEqualTo(filled(9, 5));
        assertThat(q.execute(bits12(q.range(NvmOpcode.WRITE_ZEROES, 0, 32), 1 << 25)).status).isZero();
        assertThat(q.medium(0, 32)).isEqualTo(new byte[32 * BLOCK]);
        assertThat(q.memory.usedBytes()).isZero();
    }

    @Test
    void deallocatedBlocksReadAsZeroesAndGiveTheirMemoryBack() {
        q.execute(q.write(0, 64, 5));
        assertThat(q.execute(q.deallocate(0, 8, 16, 8, 63, 1)).status).isZero();
        assertThat(q.medium(0, 8)).isEqualTo(new byte[8 * BLOCK]);
        assertThat(q.medium(8, 8)).isEqualTo(filled(8, 5));
        assertThat(q.medium(63, 1)).isEqualTo(new byte[BLOCK]);
        assertThat(q.memory.usedBytes()).isEqualTo(6 * 4096);
    }

    @Test
    void oneBadRangeOfManyLeavesAllUntouched() {
        q.execute(q.write(0, 8, 5));
        refused(q.deallocate(0, 8, BLOCKS, 1), Status.LBA_OUT_OF_RANGE, Sqe.CDW10);
        assertThat(q.medium(0, 8)).isEqualTo(filled(8, 5));
    }

    @Test
    void emptyRangesAndHintsAreTaken() {
        q.execute(q.write(0, 8, 5));
        assertThat(q.execute(q.deallocate(0, 0)).status).isZero();
        FakeExchange hint = q.deallocate(0, 8);
        Bytes.put32(hint.sqe, Sqe.CDW11, 1);
        assertThat(q.execute(hint).status).isZero();
        assertThat(q.medium(0, 8)).isEqualTo(filled(8, 5));
    }

    @Test
    void listOfRangesMayBeLongerThanNeededButNotShorter() {
        FakeExchange longer = q.deallocate(0, 1, 1, 1);
        Bytes.put32(longer.sqe, Sqe.CDW10, 0);
        assertThat(q.execute(longer).status).isZero();
        FakeExchange shorter = q.deallocate(0, 1);
        Bytes.put32(shorter.sqe, Sqe.CDW10, 1);
        refused(shorter, Status.DATA_SGL_LENGTH_INVALID, Sqe.SGL1);
    }

    @Test
    void twoHundredFiftySixRangesAreTaken() {
        q.execute(q.write(0, 512, 5));
        long[] ranges = new long[512];
        for (int i = 0; i < 256; i++) {
            ranges[2 * i] = 2L * i;
            ranges[2 * i + 1] = 1;
        }
        assertThat(q.execute(q.deallocate(ranges)).status).isZero();
        assertThat(q.medium(510, 1)).isEqualTo(new byte[BLOCK]);
        assertThat(q.medium(511, 1)).isEqualTo(filled(1, 5));
    }

    // Copy.

    @Test
    void copyGathersItsSourceRanges() {
        q.execute(q.write(10, 2, 1));
        q.execute(q.write(20, 300, 2));
        assertThat(q.execute(q.copy(500, 10, 2, 20, 300, 900, 1)).status).isZero();
        assertThat(q.medium(500, 2)).isEqualTo(filled(2, 1));
        assertThat(q.medium(502, 300)).isEqualTo(filled(300, 2));
        assertThat(q.medium(802, 1)).isEqualTo(new byte[BLOCK]);
    }

    @Test
    void copyTellsWhichRangeFailed() {
        q.execute(q.write(20, 1, 2));
        q.backend.add(FaultRule.error(Status.UNRECOVERED_READ_ERROR, Op.READ).at(30, 30));
        FakeExchange copy = q.execute(q.copy(500, 20, 1, 30, 1, 40, 1));
        assertThat(copy.plainStatus()).isEqualTo(Status.UNRECOVERED_READ_ERROR);
        assertThat(copy.result).isEqualTo(1);
        assertThat(q.medium(500, 1)).isEqualTo(filled(1, 2));
    }

    @Test
    void copyRefusesWhatItDoesNotKnow() {
        refused(bits12(q.copy(500, 0, 1), 2 << 8), Status.INVALID_FIELD, Sqe.CDW12 + 1);
        long[] tooMany = new long[2 * 129];
        Arrays.fill(tooMany, 1);
        refused(q.copy(500, tooMany), Status.COMMAND_SIZE_LIMIT_EXCEEDED, Sqe.CDW12);
        refused(q.copy(1, 0, 2), Status.OVERLAPPING_IO_RANGE, ErrorEntry.NO_LOCATION);
        refused(q.copy(BLOCKS - 1, 0, 1, 1, 1), Status.LBA_OUT_OF_RANGE, Sqe.CDW10);
    }

    // Verify, Write Uncorrectable.

    @Test
    void verifyReadsAndTellsOfErrors() {
        assertThat(q.execute(q.range(NvmOpcode.VERIFY, 0, BLOCKS)).status).isZero();
        q.backend.add(FaultRule.error(Status.UNRECOVERED_READ_ERROR, Op.READ).at(1000, 1000));
        assertThat(q.execute(q.range(NvmOpcode.VERIFY, 0, BLOCKS)).plainStatus()).isEqualTo(Status.UNRECOVERED_READ_ERROR);
        assertThat(q.execute(q.range(NvmOpcode.VERIFY, 0, 500)).status).isZero();
    }

    @Test
    void markedBlocksCannotBeReadUntilTheyAreWritten() {
        q.execute(q.write(0, 16, 5));
        assertThat(q.execute(q.range(NvmOpcode.WRITE_UNCORRECTABLE, 4, 4)).status).isZero();
        int unreadable = Status.UNRECOVERED_READ_ERROR | Status.DNR;
        assertThat(q.execute(q.read(0, 16)).plainStatus()).isEqualTo(unreadable);
        assertThat(q.execute(q.compare(7, 1, 5)).plainStatus()).isEqualTo(unreadable);
        assertThat(q.execute(q.range(NvmOpcode.VERIFY, 4, 1)).plainStatus()).isEqualTo(unreadable);
        FakeExchange copy = q.execute(q.copy(100, 0, 1, 5, 1));
        assertThat(copy.plainStatus()).isEqualTo(unreadable);
        assertThat(copy.result).isEqualTo(1);
        assertThat(q.execute(q.read(0, 4)).status).isZero();
        assertThat(q.execute(q.read(8, 8)).status).isZero();
        q.execute(q.write(4, 1, 6));
        q.execute(q.range(NvmOpcode.WRITE_ZEROES, 5, 1));
        q.execute(q.copy(6, 0, 2));
        assertThat(q.execute(q.read(0, 16)).status).isZero();
    }

    @Test
    void deallocationDoesNotMakeMarkedBlocksReadable() {
        q.execute(q.range(NvmOpcode.WRITE_UNCORRECTABLE, 4, 1));
        q.execute(q.deallocate(0, 8));
        assertThat(q.execute(q.read(4, 1)).plainStatus()).isEqualTo(Status.UNRECOVERED_READ_ERROR | Status.DNR);
    }

    // Size.

    @Test
    void resizeUnderCommandsChangesWhatIsThere() {
        q.namespace.resize(8L * BLOCK);
        refused(q.read(8, 1), Status.LBA_OUT_OF_RANGE, Sqe.CDW10);
        q.namespace.resize(16L * BLOCK);
        assertThat(q.execute(q.read(8, 1)).status).isZero();
    }

    @Test
    void writeThatIsFetchingWhileItsNamespaceShrinksIsOutOfRange() {
        FakeExchange write = q.submit(fetched(q.write(900, 1, 1)));
        q.namespace.resize(8L * BLOCK);
        q.settle();
        assertThat(write.plainStatus()).isEqualTo(Status.LBA_OUT_OF_RANGE | Status.DNR);
    }
}
