package io.hourglass.streams.collect;

import io.hourglass.cli.UserException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Part of a topic, exactly.
 *
 * @param offsets first and last offset by partition, both included
 */
record TopicRange(Map<Integer, Span> offsets) {
  private static final Pattern TERM = Pattern.compile("(\\d{1,9}):(\\d{1,18})-(\\d{1,18})");

  /** From one offset to another, both included. */
  record Span(long first, long last) {}

  TopicRange {
    offsets = new TreeMap<>(offsets);
  }

  /**
   * Reads e.g. {@code 0:0-1199,1:17-1100}.
   *
   * @throws UserException if the text is something else
   */
  static TopicRange parse(String text) {
    Map<Integer, Span> offsets = new TreeMap<>();
    for (String term : text.split(",", -1)) {
      Matcher parts = TERM.matcher(term);
      if (!parts.matches()) {
        throw refused(text);
      }
      Span span = new Span(Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3)));
      if (span.first > span.last || offsets.put(Integer.parseInt(parts.group(1)), span) != null) {
        throw refused(text);
      }
    }
    return new TopicRange(offsets);
  }

  private static UserException refused(String text) {
    return new UserException(
        "offsets is '%s'; expected is partition:first-last,…, as in 0:0-1199,1:17-1100"
            .formatted(text));
  }

  /** Whether a record lies in it. */
  boolean has(int partition, long offset) {
    Span span = offsets.get(partition);
    return span != null && offset >= span.first && offset <= span.last;
  }

  /** How many offsets it spans; some may hold no record. */
  long size() {
    return offsets.values().stream().mapToLong(span -> span.last - span.first + 1).sum();
  }

  @Override
  public String toString() {
    return offsets.entrySet().stream()
        .map(e -> "%d:%d-%d".formatted(e.getKey(), e.getValue().first, e.getValue().last))
        .collect(Collectors.joining(","));
  }
}
