package io.hourglass.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.avro.Protocol;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every released version of every record can be read with today's schema, and today's records with
 * every released schema. A release adds its {@code records.avpr} here and never changes an old one.
 */
class SchemaEvolutionTest {
  private static final List<String> RELEASES = List.of("0.1.0");

  static Stream<Arguments> releasedRecords() {
    return RELEASES.stream()
        .flatMap(
            release ->
                released(release).getTypes().stream()
                    .filter(type -> type.getType() == Schema.Type.RECORD)
                    .map(type -> Arguments.argumentSet(release + " " + type.getName(), type)));
  }

  @ParameterizedTest
  @MethodSource("releasedRecords")
  void isFullyCompatible(Schema released) {
    Schema today = HourglassRecords.PROTOCOL.getType(released.getFullName());

    assertThat(today).as("a released record must not disappear").isNotNull();
    assertThat(compatibility(today, released)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    assertThat(compatibility(released, today)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  @Test
  void everyFieldIsDocumented() {
    for (Schema type : HourglassRecords.PROTOCOL.getTypes()) {
      assertThat(type.getDoc()).as(type.getName()).isNotBlank();
      if (type.getType() == Schema.Type.RECORD) {
        type.getFields()
            .forEach(
                field ->
                    assertThat(field.doc()).as(type.getName() + "." + field.name()).isNotBlank());
      }
    }
  }

  private static SchemaCompatibilityType compatibility(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType();
  }

  private static Protocol released(String version) {
    String name = "/released/" + version + "/records.avpr";
    try (InputStream in = SchemaEvolutionTest.class.getResourceAsStream(name)) {
      return Protocol.parse(Objects.requireNonNull(in, name));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
