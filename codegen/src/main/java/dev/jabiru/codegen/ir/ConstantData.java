// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

/**
 * Sixteen bytes, as two little-endian halves.
 *
 * @param low bytes 0 to 7
 * @param high bytes 8 to 15
 */
public record ConstantData(long low, long high) {
  /**
   * Returns one of the bytes.
   *
   * @param i its position, 0 to 15
   * @return the byte, 0 to 255
   */
  public int byteAt(int i) {
    return (int) ((i < 8 ? low : high) >>> (i & 7) * 8) & 0xFF;
  }

  /** {@return 32 hexadecimal digits, the highest byte first: {@code 0x0f…00}} */
  @Override
  public String toString() {
    return "0x" + hex(high) + hex(low);
  }

  private static String hex(long half) {
    String digits = Long.toHexString(half);
    return "0".repeat(16 - digits.length()) + digits;
  }
}
