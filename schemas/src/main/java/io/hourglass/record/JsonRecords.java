package io.hourglass.record;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * {@link RecordFormat#JSON}, driven by the schema. Avro's own JSON encoding is not used: it wraps
 * values of unions and writes bytes as text that no other tool reads.
 */
@NullMarked
final class JsonRecords {
  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  // The text is in memory already, so its length is no danger.
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  private JsonRecords() {}

  static byte[] write(SpecificRecord record) throws IOException {
    var out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = READER.getFactory().createGenerator(out)) {
      write(json, record.getSchema(), record);
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, Schema schema, Object value) throws IOException {
    switch (schema.getType()) {
      case RECORD -> {
        SpecificRecord record = (SpecificRecord) value;
        json.writeStartObject();
        for (Field field : schema.getFields()) {
          Object member = record.get(field.pos());
          if (member != null) {
            json.writeFieldName(field.name());
            write(json, present(field.schema()), member);
          } else if (!field.schema().isNullable()) {
            throw new IOException("the field " + field.name() + " is null");
          }
        }
        json.writeEndObject();
      }
      case ARRAY -> {
        json.writeStartArray();
        for (Object element : (Collection<?>) value) {
          write(json, schema.getElementType(), element);
        }
        json.writeEndArray();
      }
      case MAP -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
          json.writeFieldName(entry.getKey().toString());
          write(json, schema.getValueType(), entry.getValue());
        }
        json.writeEndObject();
      }
      case BYTES -> {
        ByteBuffer bytes = ((ByteBuffer) value).duplicate();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        json.writeBinary(copy);
      }
      // By width: 0.1f as a double would be 0.10000000149011612.
      case FLOAT -> json.writeNumber((Float) value);
      case DOUBLE -> json.writeNumber((Double) value);
      case INT -> json.writeNumber((Integer) value);
      case LONG -> {
        if (value instanceof Instant time) {
          json.writeString(time.toString());
        } else {
          json.writeNumber((Long) value);
        }
      }
      case BOOLEAN -> json.writeBoolean((Boolean) value);
      default -> json.writeString(value.toString());
    }
  }

  static JsonNode tree(byte[] bytes) throws RecordFormatException {
    try {
      return READER.readTree(bytes);
    } catch (IOException e) {
      throw new RecordFormatException("damaged JSON: " + oneLine(e));
    }
  }

  /**
   * Reads the first of the candidates whose mandatory fields are all there.
   *
   * @throws RecordFormatException if there is none, or a field cannot be read
   */
  static SpecificRecord read(byte[] bytes, Collection<Schema> candidates)
      throws RecordFormatException {
    JsonNode tree = tree(bytes);
    for (Schema schema : candidates) {
      if (missing(tree, schema) == null) {
        return (SpecificRecord) Objects.requireNonNull(read(tree, schema, schema.getName()));
      }
    }
    throw new RecordFormatException(
        "the JSON object lacks mandatory fields of "
            + candidates.stream().map(Schema::getName).collect(joining(", ")));
  }

  private static @Nullable String missing(JsonNode tree, Schema schema) {
    for (Field field : schema.getFields()) {
      if (!field.hasDefaultValue() && !tree.has(field.name())) {
        return field.name();
      }
    }
    return null;
  }

  private static @Nullable Object read(JsonNode node, Schema schema, String path)
      throws RecordFormatException {
    if (schema.isNullable()) {
      return node.isNull() || node.isMissingNode() ? null : read(node, present(schema), path);
    }
    try {
      return switch (schema.getType()) {
        case RECORD -> record(require(node, node.isObject()), schema, path);
        case ARRAY -> {
          List<@Nullable Object> elements = new ArrayList<>(node.size());
          for (JsonNode element : require(node, node.isArray())) {
            elements.add(read(element, schema.getElementType(), path));
          }
          yield elements;
        }
        case MAP -> {
          Map<String, @Nullable Object> entries = new LinkedHashMap<>();
          for (Map.Entry<String, JsonNode> entry : require(node, node.isObject()).properties()) {
            entries.put(entry.getKey(), read(entry.getValue(), schema.getValueType(), path));
          }
          yield entries;
        }
        case BYTES -> ByteBuffer.wrap(require(node, node.isTextual()).binaryValue());
        case ENUM -> symbol(require(node, node.isTextual()).textValue(), schema);
        case STRING -> require(node, node.isTextual()).textValue();
        case FLOAT -> require(node, node.isNumber()).floatValue();
        case DOUBLE -> require(node, node.isNumber()).doubleValue();
        case INT -> require(node, node.canConvertToInt() && node.isIntegralNumber()).intValue();
        case LONG ->
            schema.getLogicalType() == null
                ? (Object)
                    require(node, node.canConvertToLong() && node.isIntegralNumber()).longValue()
                : Instant.parse(require(node, node.isTextual()).textValue());
        case BOOLEAN -> require(node, node.isBoolean()).booleanValue();
        default -> throw new IllegalArgumentException("unsupported");
      };
    } catch (IOException | RuntimeException e) {
      throw new RecordFormatException("%s cannot be read: %s".formatted(path, oneLine(e)));
    }
  }

  private static Object record(JsonNode node, Schema schema, String path)
      throws RecordFormatException {
    String missing = missing(node, schema);
    if (missing != null) {
      throw new RecordFormatException("the field %s.%s is missing".formatted(path, missing));
    }
    SpecificRecord record =
        (SpecificRecord) SpecificData.newInstance(SpecificData.get().getClass(schema), schema);
    for (Field field : schema.getFields()) {
      record.put(field.pos(), read(node, field, path + "." + field.name()));
    }
    return record;
  }

  /** A field's value; what is not there has its default. */
  private static @Nullable Object read(JsonNode record, Field field, String path)
      throws RecordFormatException {
    return record.has(field.name()) || field.schema().isNullable()
        ? read(record.path(field.name()), field.schema(), path)
        : SpecificData.get().getDefaultValue(field);
  }

  private static Object symbol(String symbol, Schema schema) {
    String known = schema.hasEnumSymbol(symbol) ? symbol : schema.getEnumDefault();
    if (known == null) {
      throw new IllegalArgumentException(
          "'%s' is none of %s".formatted(symbol, schema.getEnumSymbols()));
    }
    return SpecificData.get().createEnum(known, schema);
  }

  private static JsonNode require(JsonNode node, boolean accepted) {
    if (!accepted) {
      throw new IllegalArgumentException("unexpected " + node.getNodeType());
    }
    return node;
  }

  /** A union of null and one type: that type. Anything else: itself. */
  private static Schema present(Schema schema) {
    if (schema.getType() != Schema.Type.UNION) {
      return schema;
    }
    return schema.getTypes().stream()
        .filter(type -> type.getType() != Schema.Type.NULL)
        .findFirst()
        .orElseThrow();
  }

  /** Jackson's messages carry the source and its position on further lines. */
  private static String oneLine(Exception e) {
    String message =
        e instanceof JacksonException json ? json.getOriginalMessage() : e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }
}
