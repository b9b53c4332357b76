package io.fenceline.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8})
    void aFieldGivesBackWhatWasWritten(int width) {
        MemorySegment s = Vectors.zeroes(16);
        Field field = new Field(5, width);
        long greatest = width == 8 ? -1 : (1L << (width * 8)) - 1;
        for (long v : new long[]{0, 1, 0x7F, greatest / 2, greatest - 1, greatest}) {
            field.put(s, v);
            assertThat(field.get(s)).isEqualTo(v);
        }
        assertThat(Bytes.u8(s, 4)).isZero();
        assertThat(Bytes.u8(s, 5 + width)).isZero();
    }

    @Test
    void bytesAreLittleEndian() {
        MemorySegment s = Vectors.zeroes(18);
        new Field(0, 2).put(s, 0x0102);
        new Field(2, 3).put(s, 0x030405);
        new Field(5, 4).put(s, 0x06070809);
        new Field(9, 8).put(s, 0x0A0B0C0D0E0F1011L);
        new Field(17, 1).put(s, 0x12);
        Vectors.assertSame(s, Vectors.hex("0201 050403 09080706 11100f0e0d0c0b0a 12"));
    }

    @Test
    void aValueThatDoesNotFitIsRefused() {
        MemorySegment s = Vectors.zeroes(8);
        assertThatThrownBy(() -> new Field(0, 1).put(s, 256)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Field(0, 2).put(s, 1 << 16)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Field(0, 4).put(s, 1L << 32)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Field(0, 2).put(s, -32769)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Field(0, 5)).isInstanceOf(IllegalArgumentException.class);
        Vectors.assertSame(s, Vectors.zeroes(8));
    }

    @Test
    void anIntWithItsHighestBitSetFits() {
        MemorySegment s = Vectors.zeroes(8);
        Field field = new Field(0, 4);
        field.put(s, Aec.DLPCN);
        assertThat(field.get(s)).isEqualTo(0x8000_0000L);
        assertThat(field.has(s, Aec.DLPCN)).isTrue();
        field.set(s, Aec.ANA);
        assertThat(field.get(s)).isEqualTo(0x8000_0800L);
        assertThat(field.has(s, Aec.ANA | Aec.NAN)).isFalse();
        assertThat(field.getInt(s)).isEqualTo(0x8000_0800);
    }

    @Test
    void aFieldOf16BytesHoldsMoreThanALong() {
        MemorySegment s = Vectors.dirty(18);
        Field128 field = new Field128(1);
        field.put(s, -1L);
        assertThat(field.get(s)).isEqualTo(new BigInteger("18446744073709551615"));
        BigInteger big = new BigInteger("0102030405060708090a0b0c0d0e0f10", 16);
        field.put(s, big);
        assertThat(field.get(s)).isEqualTo(big);
        Vectors.assertSame(s, Vectors.hex("ff 100f0e0d0c0b0a09 0807060504030201 ff"));
        assertThatThrownBy(() -> field.put(s, BigInteger.ONE.shiftLeft(128))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> field.put(s, BigInteger.ONE.negate())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void asciiIsPaddedWithBlanksAndReadWithEitherPadding() {
        MemorySegment s = Vectors.dirty(10);
        TextField field = TextField.ascii(1, 8);
        field.put(s, "7.3");
        Vectors.assertSame(s, Vectors.hex("ff 372e332020202020 ff"));
        assertThat(field.get(s)).isEqualTo("7.3");
        assertThat(field.get(Vectors.hex("ff 372e330000000000 ff"))).isEqualTo("7.3");
        assertThat(field.get(Vectors.hex("ff 2020202020202020 ff"))).isEmpty();
        field.put(s, "12345678");
        assertThat(field.get(s)).isEqualTo("12345678");
        assertThatThrownBy(() -> field.put(s, "123456789")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> field.put(s, "ä")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void utf8EndsWithANull() {
        MemorySegment s = Vectors.dirty(10);
        TextField field = TextField.terminated(1, 8);
        field.put(s, "nqn.ä");
        Vectors.assertSame(s, Vectors.hex("ff 6e716e2ec3a40000 ff"));
        assertThat(field.get(s)).isEqualTo("nqn.ä");
        assertThat(field.endsWithinField(s)).isTrue();
        assertThatThrownBy(() -> field.put(s, "12345678")).isInstanceOf(IllegalArgumentException.class);
        MemorySegment endless = MemorySegment.ofArray("x12345678x".getBytes(StandardCharsets.US_ASCII));
        assertThat(field.endsWithinField(endless)).isFalse();
        assertThat(field.get(endless)).isEqualTo("12345678");
        assertThat(field.get(Vectors.hex("00 6e71ff2000000000 00"))).isEqualTo("nq\uFFFD ");
    }

    @Test
    void anIdentifierKeepsTheOrderInWhichItIsWrittenDown() {
        UUID uuid = UUID.fromString("3dde7136-d4b9-47a5-8d39-041d9036a00b");
        Id128 id = Id128.of(uuid);
        MemorySegment s = Vectors.dirty(18);
        id.put(s, 1);
        Vectors.assertSame(s, Vectors.hex("ff 3dde7136d4b947a58d39041d9036a00b ff"));
        assertThat(Id128.get(s, 1)).isEqualTo(id).isEqualTo(Id128.parse(uuid.toString()));
        assertThat(id).hasToString("3dde7136d4b947a58d39041d9036a00b");
        assertThat(Id128.parse(id.toString()).toUuid()).isEqualTo(uuid);
        assertThat(Id128.ZERO.isZero()).isTrue();
        assertThat(id.isZero()).isFalse();
        assertThatThrownBy(() -> Id128.parse("3dde")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Id128.parse("x".repeat(32))).isInstanceOf(IllegalArgumentException.class);
    }
}
