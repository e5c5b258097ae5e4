package io.hourglass.streams.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.record.RecordFormat;
import io.hourglass.streams.config.AppConfig;
import io.hourglass.streams.config.InputFormat;
import io.hourglass.streams.decode.ReadingDecoder;
import io.hourglass.streams.registry.Codec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingFilesTest {
  private static final List<String> CHANNELS = List.of("pressure", "flow");

  @TempDir private Path folder;

  @Test
  void writesAFileForEachSource() throws IOException {
    ReadingDecoder decoder =
        new ReadingDecoder(
            InputFormat.AUTO,
            AppConfig.defaults().sensors(),
            CHANNELS,
            Codec.of(RecordFormat.AVRO));
    try (ReadingFiles files = new ReadingFiles(folder, decoder, CHANNELS)) {
      assertThat(
              take(files, "{\"source\":\"../p\",\"ts\":1700000000000,\"pressure\":1.5,\"flow\":2}"))
          .isTrue();
      assertThat(
              take(files, "{\"source\":\"other\",\"ts\":1700000000000,\"pressure\":3,\"flow\":4}"))
          .isTrue();
      assertThat(take(files, "{\"source\":\"../p\",\"ts\":1700000001000,\"pressure\":1.25}"))
          .isTrue();
      assertThat(take(files, "no reading")).isFalse();
    }

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("___p-0.csv", "other-1.csv");
    }
    assertThat(folder.resolve("___p-0.csv"))
        .hasContent(
            "timestamp,pressure,flow\n2023-11-14T22:13:20Z,1.5,2.0\n2023-11-14T22:13:21Z,1.25,\n");
  }

  private static boolean take(ReadingFiles files, String json) throws IOException {
    return files.take(new ConsumerRecord<>("readings", 0, 0, null, json.getBytes(UTF_8)));
  }
}
