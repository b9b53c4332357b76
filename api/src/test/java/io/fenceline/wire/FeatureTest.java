package io.fenceline.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Feature values and asynchronous events. */
class FeatureTest {
    @Test
    void arbitrationHasFourParts() {
        int v = 0x8182_8307;
        assertThat(Feature.arbitrationBurst(v)).isEqualTo(7);
        assertThat(Feature.lowPriorityWeight(v)).isEqualTo(0x83);
        assertThat(Feature.mediumPriorityWeight(v)).isEqualTo(0x82);
        assertThat(Feature.highPriorityWeight(v)).isEqualTo(0x81);
    }

    @Test
    void powerAndTemperatureHaveTheirBits() {
        assertThat(Feature.powerState(0xFFFF_FF43)).isEqualTo(3);
        assertThat(Feature.workloadHint(0x43)).isEqualTo(2);
        int t = 0x001F_0157;
        assertThat(Feature.temperatureThreshold(t)).isEqualTo(0x157);
        assertThat(Feature.temperatureSelect(t)).isEqualTo(15);
        assertThat(Feature.thresholdType(t)).isEqualTo(1);
    }

    @Test
    void errorRecoveryQueuesAndCommandSetsHaveTheirBits() {
        assertThat(Feature.tler(Feature.DULBE | 0xFFFE)).isEqualTo(0xFFFE);
        assertThat(Feature.DULBE).isEqualTo(0x0001_0000);
        int q = Feature.numberOfQueues(0x0102, 0xFFFE);
        assertThat(q).isEqualTo(0xFFFE_0102);
        assertThat(Feature.nsqr(q)).isEqualTo(0x0102);
        assertThat(Feature.ncqr(q)).isEqualTo(0xFFFE);
        assertThat(Feature.commandSetCombination(0x3FF)).isEqualTo(0x1FF);
    }

    @Test
    void hostBehaviorIsFiveHundredAndTwelveBytes() {
        MemorySegment data = Vectors.zeroes(HostBehavior.BYTES);
        HostBehavior.ACRE.put(data, 1);
        HostBehavior.LBAFEE.put(data, 1);
        HostBehavior.CDFE.put(data, 1 << 2);
        Vectors.assertSame(data.asSlice(0, 8), Vectors.hex("01 00 01 00 0400 0000"));
    }

    @Test
    void eventsArePutTogetherAsTheirFigureSays() {
        assertThat(AsyncEvent.of(AsyncEvent.TYPE_NOTICE, 0, Lid.CHANGED_ATTACHED_NAMESPACES))
                .isEqualTo(AsyncEvent.NAMESPACE_ATTRIBUTE_CHANGED);
        assertThat(AsyncEvent.of(AsyncEvent.TYPE_NOTICE, 1, Lid.FIRMWARE_SLOT)).isEqualTo(AsyncEvent.FIRMWARE_ACTIVATION_STARTING);
        assertThat(AsyncEvent.of(AsyncEvent.TYPE_NOTICE, 3, Lid.ANA)).isEqualTo(AsyncEvent.ANA_CHANGE);
        assertThat(AsyncEvent.of(AsyncEvent.TYPE_NOTICE, 0xF0, Lid.DISCOVERY)).isEqualTo(AsyncEvent.DISCOVERY_LOG_CHANGE);
        assertThat(AsyncEvent.of(AsyncEvent.TYPE_ERROR, 3, Lid.ERROR_INFORMATION)).isEqualTo(AsyncEvent.PERSISTENT_INTERNAL_ERROR);
        assertThat(AsyncEvent.of(AsyncEvent.TYPE_ERROR, 2, Lid.ERROR_INFORMATION)).isEqualTo(AsyncEvent.DIAGNOSTIC_FAILURE);
        assertThat(AsyncEvent.of(AsyncEvent.TYPE_ERROR, 4, Lid.ERROR_INFORMATION)).isEqualTo(AsyncEvent.TRANSIENT_INTERNAL_ERROR);
        assertThat(AsyncEvent.of(AsyncEvent.TYPE_SMART, 0, Lid.SMART)).isEqualTo(AsyncEvent.RELIABILITY);
        assertThat(AsyncEvent.of(AsyncEvent.TYPE_SMART, 1, Lid.SMART)).isEqualTo(AsyncEvent.TEMPERATURE);
        assertThat(AsyncEvent.of(AsyncEvent.TYPE_SMART, 2, Lid.SMART)).isEqualTo(AsyncEvent.SPARE);
        assertThat(AsyncEvent.of(AsyncEvent.TYPE_IO_COMMAND_SET, 0, Lid.RESERVATION_NOTIFICATION))
                .isEqualTo(AsyncEvent.RESERVATION_LOG_AVAILABLE);
        assertThat(AsyncEvent.type(AsyncEvent.DISCOVERY_LOG_CHANGE)).isEqualTo(AsyncEvent.TYPE_NOTICE);
        assertThat(AsyncEvent.info(AsyncEvent.DISCOVERY_LOG_CHANGE)).isEqualTo(0xF0);
        assertThat(AsyncEvent.lid(AsyncEvent.DISCOVERY_LOG_CHANGE)).isEqualTo(Lid.DISCOVERY);
    }

    @Test
    void eventsThatAHostEnablesAreThoseOfLinux() {
        // nvme-cli and Linux: 8 namespace, 9 firmware, 11 ANA, 20 CCR, 31 discovery
        assertThat(Aec.NAN | Aec.FAN | Aec.ANA | Aec.CCRCN | Aec.DLPCN).isEqualTo(0x8010_0B00);
    }
}
