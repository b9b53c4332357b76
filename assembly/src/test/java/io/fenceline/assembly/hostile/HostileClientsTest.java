package io.fenceline.assembly.hostile;

import static io.fenceline.assembly.hostile.RawPeer.C2H_DATA;
import static io.fenceline.assembly.hostile.RawPeer.C2H_TERM;
import static io.fenceline.assembly.hostile.RawPeer.CAPSULE_RESP;
import static io.fenceline.assembly.hostile.RawPeer.R2T;
import static io.fenceline.assembly.hostile.RawPeer.capsule;
import static io.fenceline.assembly.hostile.RawPeer.h2cData;
import static io.fenceline.assembly.hostile.RawPeer.icReq;
import static io.fenceline.assembly.hostile.RawPeer.pdu;
import static io.fenceline.assembly.hostile.RawPeer.sqe;
import static io.fenceline.assembly.hostile.RawPeer.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.assembly.hostile.RawPeer.Pdu;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Status;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that mean no good, over real sockets. After each the target still serves somebody else. */
@Timeout(60)
final class HostileClientsTest {
    private static final byte[] NONE = new byte[0];
    private final ServedTarget served = ServedTarget.start();

    @AfterEach
    void itStillServesOthers() throws IOException {
        try (ServedTarget end = served) {
            end.writeAndReadBack();
            end.awaitNoOtherControllers();
        }
    }

    @Test
    void garbageEndsTheConnectionOnly() throws IOException {
        long seed = Long.getLong("fenceline.seed", 20261122);
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            byte[] garbage = new byte[1 + random.nextInt(4000)];
            random.nextBytes(garbage);
            try (RawPeer peer = new RawPeer(served.port())) {
                peer.trySend(garbage);
                peer.socket.shutdownOutput();
                Pdu last = peer.receiveUntilClosed();
                assertThat(last == null || last.type() == C2H_TERM || last.type() == RawPeer.IC_RESP).as("seed %s, case %s", seed, i)
                        .isTrue();
            }
        }
    }

    /** NVMe/TCP Transport 1.1, 3.6.2.4 and Figure 31: Fatal Error Status and the offset of the field. */
    static Stream<Arguments> malformedFirstPdus() {
        return Stream.of(Arguments.of("a reserved PDU type", pdu(0x0B, 0, 8, 0, 8), 2, 0),
                Arguments.of("a PDU that only a controller sends", pdu(5, 0, 24, 0, 24), 2, 0),
                Arguments.of("a command before the handshake", capsule(sqe(2, 0, 1), NONE), 2, 0),
                Arguments.of("an ICReq of the wrong header length", pdu(0, 0, 120, 0, 128), 1, 2),
                Arguments.of("an ICReq of the wrong length", pdu(0, 0, 128, 0, 132), 1, 4),
                Arguments.of("a version that is not 0", icReq(1, 0, 0, 0), 1, 8),
                Arguments.of("a HPDA that is too large", icReq(0, 32, 0, 0), 1, 10));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformedFirstPdus")
    void malformedFirstPduIsAnsweredByATerminationRequest(String what, byte[] bytes, int fes, int fei) throws IOException {
        try (RawPeer peer = new RawPeer(served.port())) {
            peer.send(bytes);
            Pdu term = peer.receiveUntilClosed();
            assertThat(term).as(what).isNotNull();
            assertThat(term.type()).as(what).isEqualTo(C2H_TERM);
            assertThat(term.u16(8)).as("FES of %s", what).isEqualTo(fes);
            if (fes == 1) {
                assertThat(term.i32(10)).as("FEI of %s", what).isEqualTo(fei);
            }
        }
    }

    @Test
    void secondHandshakeIsASequenceError() throws IOException {
        try (RawPeer peer = new RawPeer(served.port())) {
            peer.handshake(0);
            peer.send(icReq(0, 0, 0, 0));
            assertThat(terminated(peer)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0B, 0x7F, 0xFF, 1, 3, 5, 7, 9})
    void pduTypesThatAHostDoesNotSendAreInvalid(int type) throws IOException {
        try (RawPeer peer = new RawPeer(served.port())) {
            peer.handshake(0);
            peer.send(pdu(type, 0, 24, 0, 24));
            Pdu term = peer.receiveUntilClosed();
            assertThat(term).isNotNull();
            assertThat(term.type()).isEqualTo(C2H_TERM);
            assertThat(term.u16(8)).isEqualTo(1);
            assertThat(term.i32(10)).isZero();
        }
    }

    @Test
    void oversizedLengthsAreRefusedBeforeTheirBytesCome() throws IOException {
        try (RawPeer peer = new RawPeer(served.port())) {
            peer.handshake(0);
            peer.send(pdu(4, 0, 72, 72, 0x7FFF_FFFF, 72));
            assertThat(terminated(peer)).isIn(1, 5);
        }
        try (RawPeer peer = new RawPeer(served.port())) {
            peer.send(pdu(0, 0, 128, 0, -1, 8));
            assertThat(terminated(peer)).isEqualTo(1);
        }
    }

    @Test
    void halfAHeaderAndHalfAHandshakeHaveADeadline() throws IOException {
        try (RawPeer silent = new RawPeer(served.port());
                RawPeer half = new RawPeer(served.port());
                RawPeer slow = new RawPeer(served.port())) {
            half.send(new byte[]{0, 0, (byte) 128});
            slow.handshake(0);
            slow.send(new byte[]{4, 0, 72});
            Pdu nothing = silent.receiveUntilClosed();
            assertThat(nothing == null || nothing.type() == C2H_TERM).isTrue();
            half.receiveUntilClosed();
            slow.receiveUntilClosed();
        }
    }

    @Test
    void aPeerThatShakesHandsAndNeverConnectsHasADeadline() throws IOException {
        try (RawPeer peer = new RawPeer(served.port())) {
            peer.handshake(0);
            peer.receiveUntilClosed();
        }
    }

    @Test
    void aThousandConnectsThatSayNothingAreEnded() throws IOException {
        List<RawPeer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < 1000; i++) {
                peers.add(new RawPeer(served.port()));
            }
            served.writeAndReadBack();
            for (RawPeer peer : peers) {
                peer.receiveUntilClosed();
            }
        } finally {
            for (RawPeer peer : peers) {
                peer.close();
            }
        }
    }

    @Test
    void commandBeforeConnectIsRefused() throws IOException {
        try (RawPeer peer = new RawPeer(served.port())) {
            peer.handshake(0);
            peer.send(capsule(sqe(6, 7, 0), NONE));
            Pdu answer = peer.receive();
            if (answer.type() == CAPSULE_RESP) {
                assertThat(answer.status() & ~Status.DNR).isEqualTo(Status.COMMAND_SEQUENCE_ERROR);
            } else {
                assertThat(answer.type()).isEqualTo(C2H_TERM);
            }
        }
    }

    @Test
    void ioBeforeEnableIsRefused() throws IOException {
        try (RawPeer admin = new RawPeer(served.port()); RawPeer io = new RawPeer(served.port())) {
            admin.handshake(0);
            admin.send(RawPeer.connect(RawPeer.HOST, new UUID(0x1234, 0x5678), served.nqn(), 0xFFFF, 0, 31, 0));
            int cntlid = admin.expect(CAPSULE_RESP).dw0() & 0xFFFF;
            io.handshake(0);
            io.send(RawPeer.connect(RawPeer.HOST, new UUID(0x1234, 0x5678), served.nqn(), cntlid, 1, 31, 0));
            assertThat(io.expect(CAPSULE_RESP).status()).isNotZero();
        }
    }

    @Test
    void dataOutOfOrderOverlappingOrUnaskedForEndsTheConnection() throws IOException {
        byte[] half = new byte[4096];
        List<byte[][]> wrong = List.of(new byte[][]{h2cData(9, 0, 4096, half, true)}, // begins in the middle
                new byte[][]{h2cData(9, 0, 0, half, false), h2cData(9, 0, 0, half, true)}, // overlaps
                new byte[][]{h2cData(9, 0, 0, half, false), h2cData(9, 0, 8192, half, true)}, // leaves a gap
                new byte[][]{h2cData(8, 0, 0, half, false)}, // another command
                new byte[][]{h2cData(9, 77, 0, half, false)}); // another tag
        for (byte[][] pdus : wrong) {
            try (RawPeer admin = new RawPeer(served.port()); RawPeer io = new RawPeer(served.port())) {
                io.io(served.nqn(), admin.admin(served.nqn()), 1, 32);
                io.send(transfer(1, 9, 0, 8192 / served.blockSize(), 8192, NONE));
                int ttag = io.expect(R2T).u16(10);
                for (byte[] pdu : pdus) {
                    MemorySegment s = MemorySegment.ofArray(pdu);
                    Bytes.put16(s, 10, Bytes.u16(s, 10) + ttag);
                    io.trySend(pdu);
                }
                assertThat(terminated(io)).isIn(1, 2, 4);
            }
        }
    }

    private static byte[] transfer(int opcode, int cid, long lba, int blocks, int bytes, byte[] data) {
        return capsule(RawPeer.transfer(opcode, cid, lba, blocks, bytes), data);
    }

    @Test
    void sameCommandIdentifierTwiceIsAConflict() throws IOException {
        try (RawPeer admin = new RawPeer(served.port()); RawPeer io = new RawPeer(served.port())) {
            io.io(served.nqn(), admin.admin(served.nqn()), 1, 32);
            io.send(transfer(1, 9, 0, 1, served.blockSize(), NONE)); // waits for its data
            io.expect(R2T);
            io.send(transfer(2, 9, 0, 1, served.blockSize(), NONE));
            Pdu answer = io.expect(CAPSULE_RESP);
            assertThat(answer.cid()).isEqualTo(9);
            assertThat(answer.status() & ~(Status.DNR | Status.MORE)).isEqualTo(Status.COMMAND_ID_CONFLICT);
        }
    }

    @Test
    void wrongHeaderDigestEndsTheConnection() throws IOException {
        try (RawPeer peer = new RawPeer(served.port())) {
            peer.handshake(1);
            byte[] pdu = pdu(4, 1, 72, 0, 76);
            System.arraycopy(sqe(0x7F, 0, 4), 0, pdu, 8, 64);
            peer.send(pdu); // digest 0
            assertThat(terminated(peer)).isEqualTo(3);
        }
    }

    @Test
    void moreCommandsThanTheQueueHoldsEndTheConnection() throws IOException {
        try (RawPeer admin = new RawPeer(served.port()); RawPeer io = new RawPeer(served.port())) {
            io.io(served.nqn(), admin.admin(served.nqn()), 1, 32);
            for (int cid = 0; cid < 200; cid++) {
                if (!io.trySend(transfer(1, cid, 0, 1, served.blockSize(), NONE))) {
                    break;
                }
            }
            Pdu last = io.receiveUntilClosed();
            assertThat(last == null || last.type() == C2H_TERM || last.type() == R2T).isTrue();
        }
    }

    @Test
    void lbaOutOfRangeIsToldWithDoNotRetry() throws IOException {
        try (RawPeer admin = new RawPeer(served.port()); RawPeer io = new RawPeer(served.port())) {
            io.io(served.nqn(), admin.admin(served.nqn()), 1, 32);
            for (long lba : new long[]{served.blocks(), served.blocks() - 1, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
                io.send(transfer(2, 3, lba, 2, 2 * served.blockSize(), NONE));
                assertThat(io.expect(CAPSULE_RESP).status() & ~Status.MORE).as("lba %s", lba)
                        .isEqualTo(Status.LBA_OUT_OF_RANGE | Status.DNR);
            }
        }
    }

    @Test
    void fifthAsynchronousEventRequestIsRefused() throws IOException {
        try (RawPeer admin = new RawPeer(served.port())) {
            admin.admin(served.nqn());
            for (int cid = 10; cid < 15; cid++) {
                admin.send(capsule(sqe(0x0C, cid, 0), NONE));
            }
            Pdu answer = admin.expect(CAPSULE_RESP);
            assertThat(answer.cid()).isEqualTo(14);
            assertThat(answer.status() & 0x7FF).isEqualTo(0x105); // Asynchronous Event Request Limit Exceeded
        }
    }

    @Test
    void aClientThatNeverReadsHoldsBoundedMemory() throws IOException {
        int queue = 32;
        int bytes = 1024 * 1024;
        List<RawPeer> peers = new ArrayList<>();
        long before = served.residentBytes();
        try {
            for (int i = 0; i < 16; i++) { // 512 MiB are asked for; each gets its share of 4 MiB and one transfer
                RawPeer admin = new RawPeer(served.port());
                peers.add(admin);
                RawPeer io = new RawPeer(served.port(), 4096);
                peers.add(io);
                io.io(served.nqn(), admin.admin(served.nqn()), 1, queue);
                for (int cid = 0; cid < queue; cid++) {
                    io.send(transfer(2, cid, 0, bytes / served.blockSize(), bytes, NONE));
                }
            }
            served.writeAndReadBack();
            assertThat(served.residentBytes() - before).isLessThan(ServedTarget.BUFFER_MEMORY + 96L * 1024 * 1024);
        } finally {
            for (RawPeer peer : peers) {
                peer.close();
            }
        }
    }

    @Test
    void readsComeBackAsWritten() throws IOException {
        try (RawPeer admin = new RawPeer(served.port()); RawPeer io = new RawPeer(served.port())) {
            io.io(served.nqn(), admin.admin(served.nqn()), 1, 32);
            io.send(transfer(2, 5, 0, 1, served.blockSize(), NONE));
            Pdu data = io.expect(C2H_DATA);
            assertThat(data.u16(8)).isEqualTo(5);
            assertThat(data.bytes().length).isEqualTo(24 + served.blockSize());
        }
    }

    private static int terminated(RawPeer peer) throws IOException {
        Pdu last = peer.receiveUntilClosed();
        assertThat(last).as("a termination request before the close").isNotNull();
        assertThat(last.type()).isEqualTo(C2H_TERM);
        return last.u16(8);
    }
}
