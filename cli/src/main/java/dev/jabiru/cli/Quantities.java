// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import java.math.BigDecimal;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes and durations as people write them on a command line. */
final class Quantities {
  private Quantities() {}

  /** The number before the unit, and the unit. */
  private record Parts(BigDecimal number, String unit) {
    static Parts of(String text, String what) {
      int end = 0;
      while (end < text.length()
          && (Character.isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
        end++;
      }
      try {
        return new Parts(new BigDecimal(text.substring(0, end)), text.substring(end).trim());
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + text + "' is not " + what);
      }
    }
  }

  /**
   * Reads {@code 65536}, {@code 64K}, {@code 512MiB}, {@code 2G}: bytes, units are powers of 1024.
   */
  static final class Size implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      String what = "a size such as 512M or 65536";
      Parts parts = Parts.of(text, what);
      int shift =
          switch (parts.unit()) {
            case "", "B" -> 0;
            case "K", "KB", "KiB" -> 10;
            case "M", "MB", "MiB" -> 20;
            case "G", "GB", "GiB" -> 30;
            case "T", "TB", "TiB" -> 40;
            default -> throw new TypeConversionException("'" + text + "' is not " + what);
          };
      return whole(parts.number().multiply(BigDecimal.valueOf(1L << shift)), text, what);
    }
  }

  /** Reads {@code 10} (seconds), {@code 1.5s}, {@code 200ms}, {@code 5m}, {@code 1h}. */
  static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      String what = "a time such as 500ms, 10s or 2m";
      Parts parts = Parts.of(text, what);
      long nanos =
          switch (parts.unit()) {
            case "ms" -> 1_000_000L;
            case "", "s" -> 1_000_000_000L;
            case "m", "min" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> throw new TypeConversionException("'" + text + "' is not " + what);
          };
      long wait = whole(parts.number().multiply(BigDecimal.valueOf(nanos)), text, what);
      if (wait == 0) {
        throw new TypeConversionException("'" + text + "' is no time at all");
      }
      return Duration.ofNanos(wait);
    }
  }

  /** {@return a duration in seconds, as people read it} */
  static String text(Duration time) {
    return BigDecimal.valueOf(time.toNanos(), 9).stripTrailingZeros().toPlainString() + " s";
  }

  private static long whole(BigDecimal value, String text, String what) {
    if (value.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new TypeConversionException("'" + text + "' is too large to be " + what);
    }
    return value.longValue();
  }
}
