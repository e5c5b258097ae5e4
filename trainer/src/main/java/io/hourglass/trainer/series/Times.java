package io.hourglass.trainer.series;

import io.hourglass.cli.UserException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Times as people write them. */
final class Times {
  private Times() {}

  /**
   * Milliseconds since 1970. Numbers are seconds, milli-, micro- or nanoseconds since then, which
   * their size tells; other texts are ISO 8601, with a blank in place of the T or not, in UTC
   * unless they say otherwise.
   *
   * @throws UserException if it is no time
   */
  static double parse(String text, String file, int line) {
    String trimmed = text.trim();
    try {
      return ofNumber(Double.parseDouble(trimmed));
    } catch (NumberFormatException e) {
      return ofText(trimmed, file, line);
    }
  }

  private static double ofNumber(double number) {
    double size = Math.abs(number);
    double unit = size < 1e11 ? 1e3 : size < 1e14 ? 1 : size < 1e17 ? 1e-3 : 1e-6;
    return number * unit;
  }

  private static double ofText(String text, String file, int line) {
    String iso = text.replaceFirst(" ", "T");
    try {
      if (!iso.contains("T")) {
        return LocalDate.parse(iso).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
      }
      return iso.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$")
          ? OffsetDateTime.parse(iso).toInstant().toEpochMilli()
          : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (DateTimeException e) {
      throw new UserException(
          "%s has '%s' in line %d where a time is expected: ISO 8601, or a number since 1970; name the column with --time"
              .formatted(file, text, line),
          e);
    }
  }
}
