package io.hourglass.streams.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hourglass.cli.UserException;
import io.hourglass.record.ImageEncoding;
import io.hourglass.record.ImageRecord;
import io.hourglass.record.LatentVector;
import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormat;
import io.hourglass.record.RecordFormatException;
import io.hourglass.record.SourceRecord;
import io.hourglass.streams.config.AppConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a registry of a few lines; {@code RegistryContainerIT} uses a real one. */
class RegistryCodecTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final LatentVector LATENT =
      new LatentVector(
          "part-7",
          null,
          new SourceRecord("images", 1, 2L, Instant.EPOCH),
          "tiles",
          "v",
          List.of(2),
          List.of(0.5f, -1f),
          0.25f,
          0.75,
          null);

  @TempDir Path folder;
  private final List<String> schemas = new ArrayList<>();
  private final List<String> authorizations = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private int status = 200;
  private HttpServer server;

  @SuppressWarnings("NullAway.Init") // start() comes before all else
  RegistryCodecTest() {}

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    asked.add(exchange.getRequestMethod() + " " + path);
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    int answered = status;
    String text = "{\"error_code\":" + status + ",\"message\":\"not today\"}";
    if (status == 200 && path.endsWith("/versions")) {
      String schema = JSON.readTree(body).path("schema").asText();
      schemas.add(schema);
      text = "{\"id\":" + schemas.size() + "}";
    } else if (status == 200 && path.startsWith("/schemas/ids/")) {
      int id = Integer.parseInt(path.substring("/schemas/ids/".length()));
      boolean known = id >= 1 && id <= schemas.size();
      answered = known ? 200 : 404;
      text = known ? JSON.writeValueAsString(Map.of("schema", schemas.get(id - 1))) : text;
    } else if (status == 200) {
      text = "[]";
    }
    byte[] bytes = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(answered, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Codec codec(Map<String, String> more) {
    var settings = new java.util.HashMap<>(more);
    settings.put("schema-registry.url", "http://localhost:" + server.getAddress().getPort() + "/");
    return Codec.of(AppConfig.of(settings));
  }

  private Codec prepared() {
    Codec codec = codec(Map.of());
    codec.prepare(AppConfig.defaults().topics());
    return codec;
  }

  @Test
  void registersASchemaForEachOutputTopic() {
    prepared();
    assertThat(asked)
        .containsExactly(
            "GET /subjects",
            "POST /subjects/latents-value/versions",
            "POST /subjects/alerts-value/versions",
            "POST /subjects/dead-letters-value/versions");
    assertThat(new Schema.Parser().parse(schemas.get(0))).isEqualTo(LatentVector.getClassSchema());
  }

  @Test
  void anIndependentReaderReadsWhatIsWritten() throws Exception {
    byte[] bytes = prepared().encode("latents", LATENT);

    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    assertThat(buffer.get()).isZero();
    Schema writer = new Schema.Parser().parse(schemas.get(buffer.getInt() - 1));
    GenericRecord read =
        new GenericDatumReader<GenericRecord>(writer)
            .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
    assertThat(read.get("id")).hasToString("part-7");
    assertThat(read.get("score")).isEqualTo(0.25f);
  }

  @Test
  void readsWhatOthersWroteWithAnotherVersionOfTheSchema() throws Exception {
    Codec codec = prepared();
    Schema newer = withOneFieldMore(ImageRecord.getClassSchema());
    schemas.add(newer.toString());
    GenericData.Record image = new GenericData.Record(newer);
    image.put("id", "i");
    image.put("source", "camera");
    image.put("captured_at", 0L);
    image.put("width", 1);
    image.put("height", 1);
    image.put("channels", 1);
    image.put(
        "encoding", new GenericData.EnumSymbol(newer.getField("encoding").schema(), "RAW_UINT8"));
    image.put("data", ByteBuffer.wrap(new byte[] {7}));
    image.put("operator", "anna");

    ImageRecord read = codec.decode(wire(schemas.size(), newer, image), ImageRecord.class);

    assertThat(read.getSource()).isEqualTo("camera");
    assertThat(read.getEncoding()).isEqualTo(ImageEncoding.RAW_UINT8);
    assertThat(read.getData()).isEqualTo(ByteBuffer.wrap(new byte[] {7}));
  }

  private static Schema withOneFieldMore(Schema schema) {
    List<Schema.Field> fields = new ArrayList<>();
    schema.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    fields.add(new Schema.Field("operator", SchemaBuilder.builder().stringType(), "", ""));
    return Schema.createRecord(schema.getName(), "", schema.getNamespace(), false, fields);
  }

  private static byte[] wire(int id, Schema schema, GenericRecord record) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  @Test
  void stillReadsWhatNeedsNoRegistry() throws Exception {
    Codec codec = prepared();
    assertThat(codec.decode(RecordCodec.encode(LATENT, RecordFormat.AVRO))).isEqualTo(LATENT);
    assertThat(codec.decode(RecordCodec.encode(LATENT, RecordFormat.JSON))).isEqualTo(LATENT);
  }

  @Test
  void writesJsonAsItIs() {
    Codec codec = codec(Map.of("output.format", "json"));
    codec.prepare(AppConfig.defaults().topics());
    assertThat(codec.encode("latents", LATENT))
        .isEqualTo(RecordCodec.encode(LATENT, RecordFormat.JSON));
    assertThat(schemas).isEmpty();
  }

  @Test
  void hostileBytesAreNoRecords() throws Exception {
    Codec codec = prepared();
    byte[] good = codec.encode("latents", LATENT);
    assertThatThrownBy(() -> codec.decode(new byte[] {0, 0, 0, 0, 99, 1}))
        .isInstanceOf(RecordFormatException.class)
        .hasMessage("the schema registry knows no schema 99");
    for (int length = 0; length < good.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(good, length);
      assertThatThrownBy(() -> codec.decode(cut)).isInstanceOf(RecordFormatException.class);
    }
    schemas.add("{\"type\":\"record\",\"name\":\"Evil\",\"fields\":[]}");
    assertThatThrownBy(
            () -> codec.decode(new byte[] {0, 0, 0, 0, (byte) schemas.size()}, ImageRecord.class))
        .hasMessage("a Evil is no record of a topic");
    assertThatThrownBy(() -> codec.decode(good, ImageRecord.class))
        .hasMessage("the bytes are a LatentVector, not a ImageRecord");
  }

  @Test
  void asksForASchemaOnce() throws Exception {
    Codec codec = prepared();
    byte[] good = codec.encode("latents", LATENT);
    codec.decode(good);
    asked.clear();
    codec.decode(good);
    assertThatThrownBy(() -> codec.decode(new byte[] {0, 0, 0, 0, 99}))
        .isInstanceOf(RecordFormatException.class);
    assertThatThrownBy(() -> codec.decode(new byte[] {0, 0, 0, 0, 99}))
        .isInstanceOf(RecordFormatException.class);
    assertThat(asked).containsExactly("GET /schemas/ids/99");
  }

  @Test
  void identifiesItself() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "open sesame\n");
    codec(
            Map.of(
                "schema-registry.user",
                "ali",
                "schema-registry.password-file",
                secret.toString(),
                "output.format",
                "json"))
        .prepare(AppConfig.defaults().topics());
    assertThat(authorizations).containsExactly("Basic YWxpOm9wZW4gc2VzYW1l");
  }

  @Test
  void aRefusalAndNoAnswerStopTheStart() {
    status = 401;
    assertThatThrownBy(this::prepared)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("answers 401: {\"error_code\":401,\"message\":\"not today\"}");
    server.stop(0);
    assertThatThrownBy(this::prepared)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("does not answer; schema-registry.url says where it is");
  }
}
