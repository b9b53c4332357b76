package io.fenceline.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Modifier;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every field constant against the layout that the compilers of other implementations make. */
class LayoutTest {
    /** Where a field is, whatever its type. */
    private record Place(String name, int offset, int length, Object field) {
    }

    private static final Map<String, Map<String, int[]>> EXPECTED = expected();

    private static Map<String, Map<String, int[]>> expected() {
        Map<String, Map<String, int[]>> all = new HashMap<>();
        for (String line : Vectors.lines("/layouts/fields.tsv")) {
            String[] f = line.split("\t", -1);
            all.computeIfAbsent(f[0], k -> new HashMap<>()).put(f[1],
                    new int[]{f[2].equals("-") ? -1 : Integer.parseInt(f[2]), Integer.parseInt(f[3])});
        }
        return all;
    }

    static Stream<String> structures() {
        return EXPECTED.keySet().stream().sorted();
    }

    private static List<Place> fields(String structure) throws ReflectiveOperationException {
        List<Place> places = new ArrayList<>();
        for (var f : Class.forName("io.fenceline.wire." + structure).getDeclaredFields()) {
            if (Modifier.isStatic(f.getModifiers()) && Modifier.isPublic(f.getModifiers())) {
                switch (f.get(null)) {
                    case Field x -> places.add(new Place(f.getName(), x.offset(), x.width(), x));
                    case Field128 x -> places.add(new Place(f.getName(), x.offset(), 16, x));
                    case IdField x -> places.add(new Place(f.getName(), x.offset(), 16, x));
                    case TextField x -> places.add(new Place(f.getName(), x.offset(), x.length(), x));
                    default -> {
                        // a bit or a size, which other tests look at
                    }
                }
            }
        }
        return places;
    }

    @ParameterizedTest
    @MethodSource("structures")
    void everyFieldIsWhereOthersHaveIt(String structure) throws ReflectiveOperationException {
        Map<String, int[]> expected = new HashMap<>(EXPECTED.get(structure));
        for (String size : List.of("BYTES", "HEADER_BYTES")) {
            int[] bytes = expected.remove(size);
            if (bytes != null) {
                assertThat(Class.forName("io.fenceline.wire." + structure).getField(size).getInt(null)).as(size).isEqualTo(bytes[1]);
            }
        }
        for (Place p : fields(structure)) {
            assertThat(expected).as("an independent row for each field").containsKey(p.name());
            assertThat(new int[]{p.offset(), p.length()}).as(p.name()).isEqualTo(expected.remove(p.name()));
        }
        assertThat(expected.keySet()).as("fields others have and we have not").isEmpty();
    }

    @ParameterizedTest
    @MethodSource("structures")
    void everyFieldWritesItsOwnBytesAndNoOthers(String structure) throws ReflectiveOperationException {
        for (Place p : fields(structure)) {
            MemorySegment s = Vectors.zeroes(4096);
            switch (p.field()) {
                case Field f -> f.put(s, -1);
                case Field128 f -> f.put(s, BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE));
                case IdField f -> f.put(s, new Id128(-1, -1));
                case TextField f -> f.put(s, "x".repeat(f.terminated() ? f.length() - 1 : f.length()));
                default -> throw new AssertionError(p);
            }
            int written = p.field() instanceof TextField t && t.terminated() ? p.length() - 1 : p.length();
            MemorySegment expected = Vectors.zeroes(4096);
            expected.asSlice(p.offset(), written).fill((byte) (p.field() instanceof TextField ? 'x' : 0xFF));
            assertThat(s.mismatch(expected)).as("%s: first byte that is wrong", p.name()).isEqualTo(-1);
        }
    }

    @Test
    void noStructureWithFieldsIsForgotten() {
        assertThat(EXPECTED.keySet()).contains("IdentifyController", "IdentifyNamespace", "IndependentNamespace", "NvmNamespace",
                "NvmController", "SmartLog", "ErrorInformation", "FirmwareSlotLog", "AnaLog", "AnaGroup", "DiscoveryLog",
                "DiscoveryEntry", "ConnectData", "ConnectCommand", "PropertyCommand", "DisconnectCommand", "AuthenticationCommand",
                "IdentifyCommand", "GetLogPageCommand", "FeaturesCommand", "AbortCommand", "HostBehavior", "PowerState");
    }
}
