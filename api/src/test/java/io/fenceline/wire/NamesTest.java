package io.fenceline.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** What others have a number for, we have a name for. */
class NamesTest {
    private static IntFunction<String> names(String type) {
        return switch (type) {
            case "AdminOpcode" -> AdminOpcode::name;
            case "NvmOpcode" -> NvmOpcode::name;
            case "Cns" -> Cns::name;
            case "Lid" -> Lid::name;
            case "Fid" -> Fid::name;
            case "Csi" -> Csi::name;
            case "Status" -> Status::name;
            default -> throw new AssertionError(type);
        };
    }

    @Test
    void everyNumberOfOthersHasAConstantAndAName() throws ReflectiveOperationException {
        int seen = 0;
        for (String line : Vectors.lines("/layouts/names.tsv")) {
            String[] f = line.split("\t", -1);
            int value = Integer.parseInt(f[1], 16);
            String name = names(f[0]).apply(value);
            assertThat(name).as(line).doesNotStartWith("Reserved").isNotEqualTo(Integer.toHexString(value) + 'h');
            assertThat(constants(f[0], value)).as(line).isNotEmpty();
            seen++;
        }
        assertThat(seen).isGreaterThan(300);
    }

    @Test
    void everyConstantHasTheValueOthersGiveIt() throws ReflectiveOperationException {
        List<String> lines = Vectors.lines("/layouts/constants.tsv");
        for (String line : lines) {
            String[] f = line.split("\t", -1);
            int value = Class.forName("io.fenceline.wire." + f[0]).getField(f[1]).getInt(null);
            assertThat(Integer.toUnsignedLong(value)).as(line).isEqualTo(Long.parseLong(f[2], 16));
        }
        assertThat(lines).hasSizeGreaterThan(150);
    }

    private static List<String> constants(String type, int value) throws ReflectiveOperationException {
        List<String> found = new ArrayList<>();
        for (var f : Class.forName("io.fenceline.wire." + type).getFields()) {
            if (f.getType() == int.class && f.getInt(null) == value) {
                found.add(f.getName());
            }
        }
        return found;
    }

    @Test
    void aNumberWithoutNameIsShownInHexadecimal() {
        assertThat(AdminOpcode.name(0xC1)).isEqualTo("c1h");
        assertThat(FabricsCommand.name(0x0A)).isEqualTo("ah");
        assertThat(FabricsCommand.name(FabricsCommand.CONNECT)).isEqualTo("Connect");
        assertThat(AnaGroup.name(AnaGroup.CHANGE)).isEqualTo("ANA Change");
        assertThat(AnaGroup.name(7)).isEqualTo("7h");
        assertThat(Property.name(Property.CSTS)).isEqualTo("CSTS");
        assertThat(Property.name(0x1000)).isEqualTo("1000h");
    }
}
