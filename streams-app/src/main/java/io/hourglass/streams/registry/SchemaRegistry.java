package io.hourglass.streams.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hourglass.cli.UserException;
import io.hourglass.record.RecordFormatException;
import io.hourglass.streams.config.AppConfig;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry with Confluent's REST API, e.g. Confluent's own or Apicurio under {@code
 * /apis/ccompat/v7}.
 *
 * <p>Thread-safe. What was once learnt is kept: schemas of an id never change.
 */
final class SchemaRegistry {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long PAUSE_MILLIS = 500;

  /** Whoever may write to the input topic could else make this grow without end. */
  private static final int MOST_KEPT = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistry.class);
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final String url;
  private final @Nullable String authorization;
  private final Map<Integer, Found> found = new ConcurrentHashMap<>();

  /** A schema, or why there is none. */
  private record Found(@Nullable Schema schema, String otherwise) {}

  SchemaRegistry(AppConfig.SchemaRegistry settings, String url) {
    this.url = url.replaceFirst("/+$", "");
    this.authorization = authorization(settings);
  }

  private static @Nullable String authorization(AppConfig.SchemaRegistry settings) {
    if (settings.user() == null) {
      return null;
    }
    String password = settings.password() == null ? "" : settings.password();
    if (settings.passwordFile() != null) {
      try {
        password = Files.readString(Path.of(settings.passwordFile())).strip();
      } catch (IOException e) {
        throw new UserException(
            "schema-registry.password-file is %s, which cannot be read"
                .formatted(settings.passwordFile()),
            e);
      }
    }
    return "Basic "
        + Base64.getEncoder().encodeToString((settings.user() + ":" + password).getBytes(UTF_8));
  }

  /**
   * Makes sure that somebody is there.
   *
   * @throws UserException if not
   */
  void requireAnswer() {
    try {
      HttpResponse<String> answer = send(request("/subjects").GET());
      if (answer.statusCode() != 200) {
        throw new UserException(refusal("asked for its subjects", answer));
      }
    } catch (IOException e) {
      throw noAnswer(e);
    }
  }

  /**
   * Registers a schema, if it is not known.
   *
   * @return its id
   * @throws UserException if the registry does not answer, or refuses
   */
  int register(String subject, Schema schema) {
    try {
      String body = JSON.writeValueAsString(Map.of("schema", schema.toString()));
      HttpResponse<String> answer =
          send(
              request("/subjects/" + URLEncoder.encode(subject, UTF_8) + "/versions")
                  .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                  .POST(BodyPublishers.ofString(body)));
      if (answer.statusCode() != 200) {
        throw new UserException(
            refusal("given the schema %s for %s".formatted(schema.getName(), subject), answer));
      }
      return JSON.readTree(answer.body()).path("id").asInt();
    } catch (IOException e) {
      throw noAnswer(e);
    }
  }

  /**
   * The schema with an id. Asks again for a while if the registry does not answer.
   *
   * @throws RecordFormatException if there is none, or still no answer
   */
  Schema schema(int id) throws RecordFormatException {
    Found known = found.get(id);
    if (known == null) {
      known = ask(id);
    }
    Schema schema = known.schema;
    if (schema == null) {
      throw new RecordFormatException(known.otherwise);
    }
    return schema;
  }

  private Found ask(int id) throws RecordFormatException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    boolean said = false;
    while (true) {
      try {
        HttpResponse<String> answer = send(request("/schemas/ids/" + id).GET());
        if (answer.statusCode() < 500) {
          return keep(id, read(id, answer));
        }
      } catch (IOException e) {
        LOG.debug("The schema registry does not answer", e);
      }
      if (System.nanoTime() > deadline) {
        throw new RecordFormatException(
            "the schema registry does not answer, so that schema %d is not known".formatted(id));
      }
      if (!said) {
        LOG.warn("The schema registry at {} does not answer; waiting for schema {}", url, id);
        said = true;
      }
      pause();
    }
  }

  private static Found read(int id, HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      return new Found(null, "the schema registry knows no schema %d".formatted(id));
    }
    try {
      JsonNode body = JSON.readTree(answer.body());
      if (!body.path("schemaType").asText("AVRO").equals("AVRO")) {
        return new Found(null, "schema %d is not Avro".formatted(id));
      }
      return new Found(new Schema.Parser().parse(body.path("schema").asText()), "");
    } catch (JsonProcessingException | SchemaParseException e) {
      return new Found(null, "schema %d of the schema registry cannot be read".formatted(id));
    }
  }

  private Found keep(int id, Found answer) {
    if (found.size() >= MOST_KEPT) {
      found.clear();
    }
    found.put(id, answer);
    return answer;
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT);
    return authorization == null ? request : request.header("Authorization", authorization);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void pause() throws RecordFormatException {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RecordFormatException("interrupted while waiting for the schema registry");
    }
  }

  private String refusal(String when, HttpResponse<String> answer) {
    String text = Objects.requireNonNullElse(answer.body(), "").replaceAll("\\s+", " ");
    return "the schema registry at %s, %s, answers %d: %s"
        .formatted(url, when, answer.statusCode(), text.substring(0, Math.min(300, text.length())));
  }

  private UserException noAnswer(IOException e) {
    return new UserException(
        "the schema registry at %s does not answer; schema-registry.url says where it is"
            .formatted(url),
        e);
  }
}
