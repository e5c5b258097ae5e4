package io.hourglass.streams.collect;

import io.hourglass.streams.decode.Reading;
import io.hourglass.streams.decode.ReadingDecoder;
import io.hourglass.streams.decode.UnusableReadingException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A CSV file for each source, with its readings in the topic's order. */
final class ReadingFiles implements Collector {
  private final Path folder;
  private final ReadingDecoder decoder;
  private final List<String> channels;
  private final Map<String, Writer> files = new HashMap<>();

  ReadingFiles(Path folder, ReadingDecoder decoder, List<String> channels) {
    this.folder = folder;
    this.decoder = decoder;
    this.channels = channels;
  }

  @Override
  public boolean take(ConsumerRecord<byte[], byte[]> record) throws IOException {
    Reading reading;
    try {
      reading = decoder.decode(record.key(), record.value(), record.timestamp());
    } catch (UnusableReadingException e) {
      return false;
    }
    Writer file = files.get(reading.source());
    if (file == null) {
      file = open(reading.source());
      files.put(reading.source(), file);
    }
    StringBuilder line = new StringBuilder(Instant.ofEpochMilli(reading.time()).toString());
    for (float value : reading.values()) {
      line.append(',').append(Float.isNaN(value) ? "" : Float.toString(value));
    }
    file.write(line.append('\n').toString());
    return true;
  }

  /** Sources may have any name, files may not: what is left of it, and a number. */
  private Writer open(String source) throws IOException {
    String name = source.replaceAll("[^A-Za-z0-9_-]", "_");
    Path path =
        folder.resolve(
            "%s-%d.csv".formatted(name.substring(0, Math.min(80, name.length())), files.size()));
    Writer file = Files.newBufferedWriter(path);
    file.write("timestamp," + String.join(",", channels) + "\n");
    return file;
  }

  @Override
  public void close() throws IOException {
    for (Writer file : files.values()) {
      file.close();
    }
  }
}
