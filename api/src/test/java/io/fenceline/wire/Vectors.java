package io.fenceline.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Byte vectors of the test resources, and memory to compare them with. */
final class Vectors {
    private Vectors() {
    }

    /** What a peer sent: a file of {@code vectors/}. */
    static MemorySegment peer(String name) {
        StringBuilder hex = new StringBuilder();
        for (String line : lines("/vectors/" + name + ".hex")) {
            hex.append(line.strip());
        }
        return MemorySegment.ofArray(HexFormat.of().parseHex(hex));
    }

    /** Lines of a resource without comments. */
    static List<String> lines(String resource) {
        try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream(resource), resource);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MemorySegment zeroes(long bytes) {
        return MemorySegment.ofArray(new byte[(int) bytes]);
    }

    /** Memory full of FFh, to see that an encoder writes all it should. */
    static MemorySegment dirty(long bytes) {
        return zeroes(bytes).fill((byte) 0xFF);
    }

    static MemorySegment hex(String digits) {
        return MemorySegment.ofArray(HexFormat.of().parseHex(digits.replace(" ", "")));
    }

    static void assertSame(MemorySegment actual, MemorySegment expected) {
        long at = actual.mismatch(expected);
        assertThat(at).as(() -> "bytes differ first at " + at + ":\n" + text(actual) + "\n" + text(expected)).isEqualTo(-1);
    }

    private static String text(MemorySegment s) {
        return HexFormat.of().formatHex(s.toArray(ValueLayout.JAVA_BYTE));
    }
}
