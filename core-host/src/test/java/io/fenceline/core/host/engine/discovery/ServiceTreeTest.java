package io.fenceline.core.host.engine.discovery;

import static io.fenceline.core.host.engine.discovery.FakeServices.SECOND;
import static io.fenceline.core.host.engine.discovery.FakeServices.at;
import static io.fenceline.wire.DiscoveryEntry.EFLAGS_DUPRETINFO;
import static io.fenceline.wire.DiscoveryEntry.EFLAGS_EPCSD;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.TransportAddress;
import io.fenceline.core.host.engine.discovery.ServiceTree.Mode;
import io.fenceline.wire.DiscoveryEntry;
import io.fenceline.wire.DiscoveryLog;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Reading logs and following referrals, on a network that is a map. */
final class ServiceTreeTest {
    private static final String A = "nqn.2014-08.org.example:a";
    private static final String B = "nqn.2014-08.org.example:b";
    private static final TransportAddress DATA = TransportAddress.tcp("192.0.2.100", 4420);

    private final FakeServices net = new FakeServices();

    @Test
    void aLogIsReadInPiecesBetweenTwoHeadersAndItsEventIsReleasedByTheLast() {
        FakeServices.Page page = net.page(1);
        for (int i = 0; i < 6; i++) {
            page.nvm(A + i, DATA);
        }
        net.begin(Mode.ONCE, 4);
        assertThat(net.calls).containsExactly("open 192.0.2.1", "read 192.0.2.1 0+1024 retained", "read 192.0.2.1 1024+4096 retained",
                "read 192.0.2.1 5120+2048 retained", "read 192.0.2.1 0+1024", "close 192.0.2.1");
        assertThat(net.subsystems()).containsExactly(A + 0, A + 1, A + 2, A + 3, A + 4, A + 5);
        assertThat(net.tree.log().generation()).isEqualTo(7);
        assertThat(net.settled).isOne();
        assertThat(net.tree.failure()).isEmpty();
    }

    @Test
    void anEmptyLogIsALogToo() {
        net.page(1);
        net.begin(Mode.ONCE, 4);
        assertThat(net.tree.log().records()).isEmpty();
        assertThat(net.tree.log().generation()).isOne();
        assertThat(net.settled).isOne();
    }

    @Test
    void aLogThatChangesWhileItIsReadIsReadAgain() {
        FakeServices.Page page = net.page(1).nvm(A, DATA);
        int[] reads = {0};
        page.meanwhile = () -> {
            // Between the entries and the last header: as many entries as before, but another.
            if (++reads[0] == 2) {
                page.clear().nvm(B, DATA);
            }
        };
        net.begin(Mode.ONCE, 4);
        assertThat(net.subsystems()).containsExactly(B);
    }

    @Test
    void aLogThatNeverStopsChangingIsGivenUp() {
        FakeServices.Page page = net.page(1).nvm(A, DATA);
        page.meanwhile = () -> page.generation++;
        net.begin(Mode.ONCE, 4);
        assertThat(net.tree.failure()).isEqualTo("the log changed 10 times while it was read");
        assertThat(net.open).isEmpty();
        assertThat(net.settled).isOne();
    }

    @Test
    void aLogThatMakesNoSenseIsRefused() {
        LogReader reader = new LogReader(4096);
        MemorySegment header = MemorySegment.ofArray(new byte[DiscoveryLog.HEADER_BYTES]);
        DiscoveryLog.NUMREC.put(header, 16_385);
        assertThat(reader.onData(header)).isEqualTo(LogReader.Next.FAILED);
        assertThat(reader.failure()).isEqualTo("the log claims 16385 records; at most 16384 are read");
        DiscoveryLog.RECFMT.put(header, 9);
        assertThat(new LogReader(0).onData(header)).isEqualTo(LogReader.Next.FAILED);
    }

    @Test
    void arecordThatMakesNoSenseIsLeftOutAndNamed() {
        net.page(1).nvm("iqn.not", DATA).nvm(A, DATA).add(7, A, DATA, 0).nvm(B, TransportAddress.tcp("a\u001b[2J", 1));
        net.begin(Mode.ONCE, 4);
        assertThat(net.subsystems()).containsExactly(A, B);
        assertThat(net.tree.log().records().getLast().address()).hasToString("tcp://a?[2J:1");
        assertThat(net.tree.log().problems()).hasSize(2);
        assertThat(net.tree.log().problems().get(0)).startsWith("record 0 of tcp://192.0.2.1:8009 is left out: 'iqn.not' is no NQN");
        assertThat(net.tree.log().problems().get(1))
                .isEqualTo("record 2 of tcp://192.0.2.1:8009 is left out: SUBTYPE 7: 1, 2 or 3 is known");
    }

    @Test
    void anAddressOfAnUnknownKindIsARecordWithoutAddress() {
        net.page(1).nvm(A, new TransportAddress(new io.fenceline.api.TransportType("new", 9), TransportAddress.Family.IPV4, "x", ""));
        net.begin(Mode.ONCE, 4);
        assertThat(net.tree.log().records().getFirst().address()).isNull();
    }

    @Test
    void referralsAreFollowedAndTheirRecordsComeAfter() {
        net.page(1).referral(at(2), 0).nvm(A, DATA);
        net.page(2).nvm(B, DATA).referral(at(3), 0);
        net.page(3).nvm(A + 3, DATA);
        net.begin(Mode.ONCE, 4);
        assertThat(net.subsystems()).containsExactly(A, B, A + 3);
        assertThat(net.tree.log().records().getLast().from()).isEqualTo(at(3));
        assertThat(net.open).isEmpty();
        assertThat(net.settled).isOne();
    }

    @Test
    void referralsAreFollowedToTheDepthThatIsAllowed() {
        for (int i = 1; i <= 4; i++) {
            net.page(i).referral(at(i + 1), 0).nvm(A + i, DATA);
        }
        net.begin(Mode.ONCE, 2);
        assertThat(net.subsystems()).containsExactly(A + 1, A + 2, A + 3);
        assertThat(net.tree.log().problems()).containsExactly("referral to tcp://192.0.2.4:8009 is not followed: it is more than 2 deep");
    }

    @Test
    void withDepthZeroNoneIsFollowed() {
        net.page(1).referral(at(2), 0).nvm(A, DATA);
        net.begin(Mode.ONCE, 0);
        assertThat(net.subsystems()).containsExactly(A);
        assertThat(net.tree.log().problems()).isEmpty();
        assertThat(net.calls).doesNotContain("open 192.0.2.2");
    }

    @Test
    void servicesThatReferToEachOtherAreReadOnce() {
        net.page(1).referral(at(2), 0).referral(at(1), 0);
        net.page(2).referral(at(1), 0).referral(at(2), 0).nvm(A, DATA);
        net.begin(Mode.ONCE, 8);
        assertThat(net.calls).filteredOn(c -> c.startsWith("open")).containsExactly("open 192.0.2.1", "open 192.0.2.2");
        assertThat(net.subsystems()).containsExactly(A);
    }

    @Test
    void aServiceThatIsMetAtAnotherOfItsPortsIsNotReadAgain() {
        net.page(1).current(at(1), EFLAGS_DUPRETINFO).current(at(11), EFLAGS_DUPRETINFO).referral(at(2), 0);
        net.page(11).nvm("nqn.2014-08.org.example:same", DATA);
        net.page(2).referral(at(11), 0);
        net.begin(Mode.ONCE, 8);
        assertThat(net.calls).doesNotContain("open 192.0.2.11");
    }

    @Test
    void servicesInOneTreeAreLimited() {
        for (int i = 2; i <= 70; i++) {
            net.page(1).referral(at(i), 0);
            net.page(i).nvm(A + i, DATA);
        }
        net.begin(Mode.ONCE, 4);
        assertThat(net.subsystems()).hasSize(63);
        assertThat(net.tree.log().problems()).hasSize(6)
                .contains("referral to tcp://192.0.2.70:8009 is not followed: 64 services are read at most");
    }

    @Test
    void aReferralThatCannotBeReachedIsAProblemOfOneLine() {
        net.page(1).referral(at(2), 0).nvm(A, DATA);
        net.begin(Mode.ONCE, 4);
        assertThat(net.tree.failure()).isEmpty();
        assertThat(net.tree.log().problems()).containsExactly("tcp://192.0.2.2:8009: nobody answers");
        assertThat(net.settled).isOne();
    }

    @Test
    void aServiceThatIsFollowedStaysConnectedAndIsReadAgainAtItsNotice() {
        net.page(1).current(at(1), EFLAGS_EPCSD).nvm(A, DATA);
        net.begin(Mode.FOLLOW, 4);
        assertThat(net.calls.getFirst()).isEqualTo("open 192.0.2.1 persistent");
        assertThat(net.connected()).containsExactly(at(1));
        assertThat(net.tree.nextDeadlineNs()).isEqualTo(ServiceTree.NONE);
        net.page(1).nvm(B, DATA);
        net.notice(1);
        assertThat(net.subsystems()).containsExactly(A, B);
        assertThat(net.settled).isEqualTo(2);
    }

    @Test
    void aNoticeWhileTheLogIsReadLeadsToAnotherReading() {
        FakeServices.Page page = net.page(1).current(at(1), EFLAGS_EPCSD);
        int[] reads = {0};
        page.meanwhile = () -> {
            // After the last header: the reading itself cannot see it any more.
            if (++reads[0] == 3) {
                page.nvm(B, DATA);
                net.open.keySet().forEach(net.tree::onChange);
            }
        };
        net.begin(Mode.FOLLOW, 4);
        assertThat(net.subsystems()).containsExactly(B);
        assertThat(net.settled).isOne();
    }

    @Test
    void aReferralStaysConnectedOnlyIfItSupportsThat() {
        net.page(1).current(at(1), EFLAGS_EPCSD).referral(at(2), EFLAGS_EPCSD).referral(at(3), 0).referral(at(4), 0);
        net.page(2).nvm(A, DATA);
        net.page(3).nvm(B, DATA);
        net.page(4).current(at(4), EFLAGS_EPCSD).nvm(A + 4, DATA);
        net.begin(Mode.FOLLOW, 4);
        assertThat(net.connected()).as("4 says so itself").containsExactly(at(1), at(2), at(4));
        net.page(2).nvm(A + 2, DATA);
        net.notice(2);
        assertThat(net.subsystems()).as("the notice of a referral counts").contains(A + 2);
        net.page(3).clear().nvm(B + 3, DATA);
        net.pass(ServiceTree.POLL_NS - 1);
        assertThat(net.subsystems()).doesNotContain(B + 3);
        net.pass(1);
        assertThat(net.subsystems()).as("the one that is not connected is read now and then").contains(B + 3).doesNotContain(B);
        assertThat(net.connected()).doesNotContain(at(3));
    }

    @Test
    void aServiceThatGivesNoNoticeIsReadNowAndThen() {
        net.page(1).nvm(A, DATA).notices = false;
        net.begin(Mode.FOLLOW, 4);
        assertThat(net.connected()).containsExactly(at(1));
        net.page(1).nvm(B, DATA);
        net.pass(ServiceTree.POLL_NS);
        assertThat(net.subsystems()).containsExactly(A, B);
        assertThat(net.calls).filteredOn(c -> c.startsWith("open")).hasSize(1);
    }

    @Test
    void aConnectionThatIsLostIsMadeAgainWithGrowingDelayAndTheLogStays() {
        net.page(1).current(at(1), EFLAGS_EPCSD).nvm(A, DATA);
        net.begin(Mode.FOLLOW, 4);
        net.page(1).reachable = false;
        net.lose(1);
        assertThat(net.subsystems()).containsExactly(A);
        assertThat(net.tree.log().problems()).containsExactly("tcp://192.0.2.1:8009: connection lost");
        for (long delay : new long[]{1, 2, 4, 8, 16, 30, 30}) {
            assertThat(net.tree.nextDeadlineNs() - net.nowNs).isLessThanOrEqualTo(delay * SECOND).isPositive();
            net.pass(delay * SECOND);
        }
        net.page(1).reachable = true;
        net.page(1).nvm(B, DATA);
        net.pass(30 * SECOND);
        assertThat(net.subsystems()).as("what it could not tell is read").containsExactly(A, B);
        assertThat(net.tree.log().problems()).isEmpty();
        assertThat(net.connected()).containsExactly(at(1));
    }

    @Test
    void aServiceThatNobodyRefersToAnyMoreIsGivenUp() {
        net.page(1).current(at(1), EFLAGS_EPCSD).referral(at(2), EFLAGS_EPCSD);
        net.page(2).nvm(A, DATA).referral(at(3), EFLAGS_EPCSD);
        net.page(3).nvm(B, DATA);
        net.begin(Mode.FOLLOW, 4);
        assertThat(net.connected()).containsExactly(at(1), at(2), at(3));
        net.page(1).clear().current(at(1), EFLAGS_EPCSD);
        net.notice(1);
        assertThat(net.connected()).containsExactly(at(1));
        assertThat(net.subsystems()).isEmpty();
    }

    @Test
    void whatIsOutOfSightIsNotGone() {
        net.page(1).current(at(1), EFLAGS_EPCSD).referral(at(2), EFLAGS_EPCSD);
        net.page(2).nvm(A, DATA);
        net.begin(Mode.FOLLOW, 4);
        assertThat(net.tree.isGone(at(2))).as("it was read: what it does not tell is gone").isTrue();
        net.page(1).clear().current(at(1), EFLAGS_EPCSD).referral(at(3), EFLAGS_EPCSD);
        net.notice(1);
        assertThat(net.tree.isGone(at(2))).as("service 3 may tell of the same paths, but cannot be read").isFalse();
        net.page(3).nvm(B, DATA);
        net.pass(60 * SECOND);
        assertThat(net.tree.isGone(at(2))).isTrue();
    }

    @Test
    void closingEndsAllConnections() {
        net.page(1).current(at(1), EFLAGS_EPCSD).referral(at(2), EFLAGS_EPCSD);
        net.page(2).nvm(A, DATA);
        net.begin(Mode.FOLLOW, 4);
        net.tree.close();
        assertThat(net.open).isEmpty();
        assertThat(net.tree.nextDeadlineNs()).isEqualTo(ServiceTree.NONE);
        net.notice(1).pass(3600 * SECOND);
        assertThat(net.open).isEmpty();
    }

    @Test
    void lateAnswersOfAnEndedConnectionAreNotHeard() {
        net.page(1).nvm(A, DATA);
        net.begin(Mode.ONCE, 4);
        net.tree.onUp(0, 4096, true);
        net.tree.onLog(0, MemorySegment.ofArray(new byte[DiscoveryEntry.BYTES]), net.nowNs);
        net.tree.onDown(0, "late", true, net.nowNs);
        net.tree.onRefused(0, "late", net.nowNs);
        assertThat(net.tree.failure()).isEmpty();
        assertThat(net.subsystems()).containsExactly(A);
        assertThat(net.settled).isOne();
    }
}
