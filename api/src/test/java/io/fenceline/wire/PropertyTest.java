package io.fenceline.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PropertyTest {
    @Test
    void onlyCapAndTheQueueAddressesHaveEightBytes() {
        for (int offset = 0; offset < 0x80; offset += 4) {
            boolean wide = offset == Property.CAP || offset == Property.ASQ || offset == Property.ACQ;
            assertThat(Property.bytes(offset)).isEqualTo(wide ? 8 : 4);
        }
        assertThat(Property.NSSR_RESET).isEqualTo('N' << 24 | 'V' << 16 | 'M' << 8 | 'e');
    }

    @Test
    void capOfLinuxIsPutTogether() {
        // MQES 1023, CQR, TO 7.5 s, CSS with bits 0 and 6: what nvmet reports
        long linux = Cqe.result(Vectors.peer("cqe-property-get-cap"));
        assertThat(Cap.css(linux)).isEqualTo(0x41);
        assertThat(Cap.of(1023, 15, 0, Cap.CSS_NVM | Cap.CSS_IOCSS | (linux & Cap.CQR))).isEqualTo(linux);
        assertThat(Cap.mpsmin(linux)).isZero();
        assertThat(Cap.mpsmax(linux)).isZero();
        assertThat(Cap.nssrs(linux)).isFalse();
        assertThat(Cap.crwms(linux)).isFalse();
    }

    @Test
    void everyFieldOfCapHasItsOwnBits() {
        assertThat(Cap.of(0xFFFF, 0xFF, 0xF, 0)).isEqualTo(0x00F0_0000_FF00_FFFFL);
        assertThat(Cap.mpsmax(Cap.of(1, 1, 4, 0))).isEqualTo(4);
        assertThat(Cap.NSSRS).isEqualTo(0x10_0000_0000L);
        assertThat(Cap.nssrs(Cap.NSSRS)).isTrue();
        assertThat(Cap.CRWMS).isEqualTo(0x0800_0000_0000_0000L);
        assertThat(Cap.crwms(Cap.CRWMS)).isTrue();
        assertThat(Cap.crims(Cap.CRIMS)).isTrue();
        assertThat(Cap.crims(Cap.CRWMS)).isFalse();
        assertThat(Cap.css(Cap.CSS_NOIOCSS)).isEqualTo(0x80);
    }

    @Test
    void ccOfAHostIsReadFieldByField() {
        int cc = 0x0046_4061 | 0x1 << 11 | 0x2 << 7;
        assertThat(Cc.en(cc)).isTrue();
        assertThat(Cc.css(cc)).isEqualTo(Cc.CSS_IOCSS);
        assertThat(Cc.mps(cc)).isEqualTo(2);
        assertThat(Cc.ams(cc)).isEqualTo(1);
        assertThat(Cc.shn(cc)).isEqualTo(Cc.SHN_NORMAL);
        assertThat(Cc.iosqes(cc)).isEqualTo(6);
        assertThat(Cc.iocqes(cc)).isEqualTo(4);
        assertThat(Cc.crime(cc)).isFalse();
        assertThat(Cc.crime(Cc.CRIME)).isTrue();
        assertThat(Cc.enable(Cc.CSS_NVM)).isEqualTo(0x0046_0001);
        assertThat(Cc.withShn(Cc.enable(Cc.CSS_NVM), Cc.SHN_ABRUPT)).isEqualTo(0x0046_8001);
        assertThat(Cc.withShn(0x0046_C001, Cc.SHN_NONE)).isEqualTo(0x0046_0001);
    }

    @Test
    void cstsIsPutTogetherAndRead() {
        int csts = Csts.withShst(Csts.RDY, Csts.SHST_COMPLETE);
        assertThat(csts).isEqualTo(0x9);
        assertThat(Csts.rdy(csts)).isTrue();
        assertThat(Csts.cfs(csts)).isFalse();
        assertThat(Csts.shst(csts)).isEqualTo(Csts.SHST_COMPLETE);
        assertThat(Csts.withShst(csts, Csts.SHST_NORMAL)).isEqualTo(Csts.RDY);
        assertThat(Csts.cfs(0x2)).isTrue();
        assertThat(Csts.nssro(0x10)).isTrue();
        assertThat(Csts.pp(0x20)).isTrue();
        assertThat(Csts.st(0x40)).isTrue();
    }

    @Test
    void readyTimeoutsAndVersionsArePutTogether() {
        assertThat(Crto.of(0x0102, 0x0304)).isEqualTo(0x0304_0102);
        assertThat(Crto.crwmt(0x8304_0102)).isEqualTo(0x0102);
        assertThat(Crto.crimt(0x8304_0102)).isEqualTo(0x8304);
        assertThat(Version.of(2, 1, 0)).isEqualTo(Version.V2_1);
        assertThat(Version.name(Version.V2_1)).isEqualTo("2.1");
        assertThat(Version.name(Version.of(1, 2, 1))).isEqualTo("1.2.1");
    }
}
