package io.fenceline.assembly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers and pictures for persons. */
final class LatencyPlotTest {
    private static double percent(String line) {
        return Double.parseDouble(line.replaceAll(".* ([0-9.]+) %", "$1"));
    }

    @Test
    void theSharesOfAPlotAreAllOfIt() {
        Histogram histogram = new Histogram(64, 3_600_000_000_000L, 3);
        for (int i = 1; i <= 100_000; i++) {
            histogram.recordValue(40_000 + (long) i * i / 1_000);
        }
        List<String> lines = LatencyPlot.of(histogram);
        assertThat(lines).hasSizeBetween(5, 16);
        assertThat(lines.stream().mapToDouble(LatencyPlotTest::percent).sum()).isBetween(99.8, 100.2);
        assertThat(lines.getFirst()).startsWith("   ≥ 40.0 µs │");
        assertThat(lines).anyMatch(line -> line.contains("█".repeat(50)));
    }

    @Test
    void oneValueIsOneLineAndNoneIsNone() {
        Histogram histogram = new Histogram(64, 3_600_000_000_000L, 3);
        assertThat(LatencyPlot.of(histogram)).isEmpty();
        histogram.recordValue(5_000_000_000L);
        assertThat(LatencyPlot.of(histogram)).singleElement().asString().contains("100.00 %");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            999 | 999 ns
            87_200 | 87.2 µs
            1_534_000 | 1.53 ms
            12_000_000_000 | 12.0 s
            660_000_000_000 | 11.0 min
            """)
    void timesHaveThreeDigits(String ns, String text) {
        assertThat(Figures.time(Long.parseLong(ns.replace("_", "")))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 | 0 B
            4096 | 4 KiB
            1610612736 | 1.50 GiB
            123456 | 121 KiB
            """)
    void bytesHaveUnits(long bytes, String text) {
        assertThat(Figures.bytes(bytes)).isEqualTo(text);
    }
}
