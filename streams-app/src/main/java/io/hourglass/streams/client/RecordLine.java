package io.hourglass.streams.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hourglass.record.AnomalyAlert;
import io.hourglass.record.ChannelError;
import io.hourglass.record.DeadLetter;
import io.hourglass.record.LatentVector;
import io.hourglass.record.RecordFormat;
import io.hourglass.record.RecordFormatException;
import io.hourglass.record.Region;
import io.hourglass.record.SourceRecord;
import io.hourglass.streams.registry.Codec;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;

/**
 * A record of a topic as one line for a terminal.
 *
 * @param text the line
 * @param styles how it stands out
 */
public record RecordLine(String text, List<IStyle> styles) {
  private static final int MAX_KEY = 40;
  private static final int MAX_VALUES = 6;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  /** The line for a record in either format; what is none of Hourglass's is shown by its size. */
  public static RecordLine of(ConsumerRecord<byte[], byte[]> record) {
    return of(record, Codec.of(RecordFormat.AVRO));
  }

  /** The same with a schema registry, or without. */
  static RecordLine of(ConsumerRecord<byte[], byte[]> record, Codec codec) {
    byte[] value = record.value() == null ? new byte[0] : record.value();
    SpecificRecord decoded;
    try {
      decoded = codec.decode(value);
    } catch (RecordFormatException e) {
      return line(List.of(), "%s  %-16s  %,d bytes", time(record), key(record.key()), value.length);
    }
    if (decoded instanceof AnomalyAlert alert) {
      return alert(record, alert);
    }
    if (decoded instanceof LatentVector latent) {
      return latent(record, latent);
    }
    if (decoded instanceof DeadLetter letter) {
      return line(
          List.of(Style.fg_yellow),
          "%s  %-13s  %-16s  %s  %s",
          TIME.format(letter.getFailedAt()),
          letter.getReason(),
          key(record.key()),
          position(letter.getSourceRecord()),
          letter.getDetail());
    }
    return line(
        List.of(), "%s  %-16s  %s", time(record), key(record.key()), decoded.getSchema().getName());
  }

  private static RecordLine alert(ConsumerRecord<byte[], byte[]> record, AnomalyAlert alert) {
    List<IStyle> styles =
        switch (alert.getSeverity()) {
          case WARNING -> List.of(Style.fg_yellow);
          case MAJOR -> List.of(Style.fg_red);
          case CRITICAL -> List.of(Style.fg_red, Style.bold);
        };
    return line(
        styles,
        "%s  %-8s  %-16s  score %.4g (alert from %.4g)  p %.1e  %s%s",
        TIME.format(alert.getSourceRecord().getTimestamp()),
        alert.getSeverity(),
        name(record, alert),
        alert.getScore(),
        alert.getThreshold(),
        alert.getProbability(),
        position(alert.getSourceRecord()),
        where(alert));
  }

  private static String name(ConsumerRecord<byte[], byte[]> record, AnomalyAlert alert) {
    if (alert.getId() != null) {
      return alert.getId();
    }
    return alert.getWindow() != null && alert.getSource() != null
        ? alert.getSource()
        : key(record.key());
  }

  private static String where(AnomalyAlert alert) {
    if (alert.getWindow() != null) {
      return "  %d readings from %s%s"
          .formatted(
              alert.getWindow().getReadings(),
              TIME.format(alert.getWindow().getStart()),
              alert.getChannels().isEmpty() ? "" : "  worst " + channels(alert.getChannels()));
    }
    return alert.getRegions().isEmpty() ? "" : "  worst " + region(alert.getRegions().get(0));
  }

  private static String channels(List<ChannelError> channels) {
    return channels.stream()
        .limit(3)
        .map(
            channel ->
                String.format(
                    Locale.ROOT, "%s %.0f %%", channel.getChannel(), 100 * channel.getErrorShare()))
        .collect(Collectors.joining(", "))
        .replaceFirst(" %", " % of the error");
  }

  private static RecordLine latent(ConsumerRecord<byte[], byte[]> record, LatentVector latent) {
    String values =
        latent.getValues().stream()
            .limit(MAX_VALUES)
            .map(value -> String.format(Locale.ROOT, "%.3g", value))
            .collect(Collectors.joining(" "));
    return line(
        List.of(),
        "%s  %-16s  score %.4g  p %.1e  %s  %s [%s%s]",
        TIME.format(latent.getSourceRecord().getTimestamp()),
        latent.getId() == null ? key(record.key()) : latent.getId(),
        latent.getScore(),
        latent.getProbability(),
        position(latent.getSourceRecord()),
        latent.getShape(),
        values,
        latent.getValues().size() > MAX_VALUES ? " ..." : "");
  }

  private static String time(ConsumerRecord<byte[], byte[]> record) {
    return TIME.format(Instant.ofEpochMilli(record.timestamp()));
  }

  private static String position(SourceRecord source) {
    return "%s-%d@%d".formatted(source.getTopic(), source.getPartition(), source.getOffset());
  }

  private static String region(Region region) {
    return String.format(
        Locale.ROOT,
        "%d x %d at %d, %d (%.0f %% of the error)",
        region.getWidth(),
        region.getHeight(),
        region.getX(),
        region.getY(),
        100 * region.getErrorShare());
  }

  private static String key(byte @Nullable [] key) {
    if (key == null) {
      return "-";
    }
    String text = new String(key, UTF_8);
    return text.length() > MAX_KEY ? text.substring(0, MAX_KEY) + "..." : text;
  }

  /** Text of others goes to a terminal here, which must not obey it. */
  private static RecordLine line(List<IStyle> styles, String format, Object... values) {
    String text = String.format(Locale.ROOT, format, values);
    return new RecordLine(text.replaceAll("\\p{Cntrl}", "?"), styles);
  }
}
