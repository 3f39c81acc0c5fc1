// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralsTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static int f32(String text) {
    return Literals.f32Bits(bytes(text), 0, text.length());
  }

  private static long f64(String text) {
    return Literals.f64Bits(bytes(text), 0, text.length());
  }

  @ParameterizedTest
  @CsvSource({
    "0, NAT",
    "0x1_F, NAT",
    "1_000, NAT",
    "+1, INT",
    "-0x1, INT",
    "1., FLOAT",
    "1.e3, FLOAT",
    "0x1.8p-3, FLOAT",
    "inf, FLOAT",
    "-inf, FLOAT",
    "nan, FLOAT",
    "nan:0x1, FLOAT",
    "1__0, RESERVED",
    "_1, RESERVED",
    "1_, RESERVED",
    "0x, RESERVED",
    "1e, RESERVED",
    "0x1p, RESERVED",
    "1.0_, RESERVED",
    "nan:1, KEYWORD",
    "+nan:0x, RESERVED",
    "0x1e+1, RESERVED",
    "i32.add, KEYWORD",
    "'nan:canonical', KEYWORD",
    "infinity, KEYWORD",
    "@a, RESERVED"
  })
  void kindFollowsTheGrammar(String text, TokenKind kind) {
    assertThat(Literals.kindOf(bytes(text), 0, text.length())).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "4294967295, 32, 0xffffffff",
    "-2147483648, 32, 0xffffffff80000000",
    "-0x80, 8, 0xffffffffffffff80",
    "18446744073709551615, 64, 0xffffffffffffffff",
    "-9223372036854775808, 64, 0x8000000000000000"
  })
  void integersWrapAsTwosComplement(String text, int bits, String expected) {
    assertThat(Literals.integer(bytes(text), 0, text.length(), bits))
        .isEqualTo(Long.parseUnsignedLong(expected.substring(2), 16));
  }

  @ParameterizedTest
  @CsvSource({
    "4294967296, 32",
    "-2147483649, 32",
    "256, 8",
    "-129, 8",
    "18446744073709551616, 64",
    "-9223372036854775809, 64",
    "0x1_0000_0000_0000_0000, 64",
    "99999999999999999999999, 64"
  })
  void integersOutOfRangeAreRefused(String text, int bits) {
    assertThatThrownBy(() -> Literals.integer(bytes(text), 0, text.length(), bits))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("constant out of range");
  }

  @Test
  void decimalsAreRoundedOnce() {
    // Halfway between two floats plus a bit too small for a double: rounding to double first ties.
    String text = "1.00000005960464477539062500000000000000000000001";
    assertThat(f32(text)).isEqualTo(0x3F800001);
    assertThat((float) Double.parseDouble(text)).isEqualTo(1.0f);
  }

  @Test
  void hexFloatsAreRoundedOnceToNearestEven() {
    assertThat(f32("0x1.000001p0")).isEqualTo(0x3F800000);
    assertThat(f32("0x1.000003p0")).isEqualTo(0x3F800002);
    assertThat(f32("0x1.0000010000000000000000000000000001p0")).isEqualTo(0x3F800001);
    assertThat(f32("0x1p-149")).isEqualTo(1);
    assertThat(f32("0x1p-150")).isEqualTo(0);
    assertThat(f32("0x1.00000000000000000000001p-150")).isEqualTo(1);
    assertThat(f32("0x1.fffffep-127")).isEqualTo(0x00800000);
    assertThat(f64("-0x0.000000000000000000000000000001p120")).isEqualTo(0xBFF0000000000000L);
    assertThat(f64("0x1p-99999999999999999999")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x1p128", "0x1.ffffffp127", "1e39", "-3.5e38", "0x1p99999999999999999"})
  void tooLargeForAnF32IsRefused(String text) {
    assertThatThrownBy(() -> f32(text)).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void largestFloatIsReachedByRoundingDown() {
    assertThat(f32("0x1.fffffeffffffp127")).isEqualTo(0x7F7FFFFF);
    assertThat(f64("0x1.fffffffffffff7ffp1023")).isEqualTo(0x7FEFFFFFFFFFFFFFL);
  }

  @Test
  void nansKeepSignAndPayload() {
    assertThat(f32("nan")).isEqualTo(0x7FC00000);
    assertThat(f32("-nan:0x1")).isEqualTo(0xFF800001);
    assertThat(f64("nan:0x4_0000_0000_0001")).isEqualTo(0x7FF4000000000001L);
    assertThatThrownBy(() -> f32("nan:0x0")).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> f32("nan:0x80_0000")).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void randomHexFloatsAgreeWithTheJdk() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      StringBuilder digits = new StringBuilder("0x");
      int length = 1 + random.nextInt(24);
      int point = random.nextInt(length + 1);
      for (int d = 0; d < length; d++) {
        digits.append(d == point && d > 0 ? "." : "");
        boolean sparse = random.nextInt(3) > 0;
        digits.append(Integer.toHexString(sparse ? random.nextInt(2) * 15 : random.nextInt(16)));
      }
      String text = digits + "p" + (random.nextInt(420) - 220);
      double wide = Double.parseDouble(text);
      float narrow = Float.parseFloat(text);
      assertThat(f64(text))
          .as("%s seed %d", text, seed)
          .isEqualTo(Double.doubleToRawLongBits(wide));
      if (!Float.isInfinite(narrow)) {
        assertThat(f32(text))
            .as("%s seed %d", text, seed)
            .isEqualTo(Float.floatToRawIntBits(narrow));
      }
    }
  }
}
