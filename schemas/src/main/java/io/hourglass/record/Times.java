package io.hourglass.record;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.NullMarked;

/** Times as people and machines write them: milliseconds since 1970 of all of them. */
@NullMarked
public final class Times {
  private Times() {}

  /**
   * A number since 1970 in seconds, milli-, micro- or nanoseconds, which its size tells: between
   * 1973 and 5138 no two of them can be taken for each other.
   */
  public static double of(double number) {
    double size = Math.abs(number);
    double unit = size < 1e11 ? 1e3 : size < 1e14 ? 1 : size < 1e17 ? 1e-3 : 1e-6;
    return number * unit;
  }

  /**
   * Such a number, or ISO 8601, with a blank in place of the T or not, in UTC unless it says
   * otherwise.
   *
   * @throws DateTimeException if it is no time
   */
  public static double parse(String text) {
    String trimmed = text.trim();
    try {
      return of(Double.parseDouble(trimmed));
    } catch (NumberFormatException e) {
      return iso(trimmed.replaceFirst(" ", "T"));
    }
  }

  private static double iso(String text) {
    if (text.indexOf('T') < 0) {
      return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
    }
    return text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$")
        ? OffsetDateTime.parse(text).toInstant().toEpochMilli()
        : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC).toEpochMilli();
  }
}
