package io.hourglass.streams.config;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.hourglass.cli.UserException;
import io.hourglass.model.Provider;
import io.hourglass.record.RecordFormat;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the application is told: one record for each node of {@code app.yaml}, whose keys are the
 * components' names with hyphens ({@code application-id}). Every key has a default.
 *
 * <p>Constructors refuse wrong values with a {@link UserException} that names the key, the value
 * and what is allowed.
 *
 * @param model the ONNX file, as {@code hourglass train} writes it
 * @param modelVerify how to tell that the model is the one that was meant: {@code sha256:} and its
 *     digest, or a PEM file with the public key of its signature; null: it is not checked
 * @param applicationId names this application towards Kafka: instances with the same one share the
 *     work, and their progress is stored under it
 * @param topics where records are read from and written to
 * @param input the form of the input records
 * @param sensors how readings become windows, for models of sensor windows
 * @param output the form of the output records
 * @param alert when a record is an alert
 * @param infer how the model is run
 * @param http where metrics and health can be read
 * @param schemaRegistry where schemas are kept, for Avro in Confluent's wire format
 * @param kafka settings of Kafka Streams and its clients under Kafka's own names, passed on as they
 *     are
 */
public record AppConfig(
    @JsonSerialize(using = ToStringSerializer.class) Path model,
    @Nullable String modelVerify,
    String applicationId,
    Topics topics,
    Input input,
    Sensors sensors,
    Output output,
    Alert alert,
    Infer infer,
    Http http,
    SchemaRegistry schemaRegistry,
    Map<String, String> kafka) {
  /** Kafka's rule for the names of topics and what is made of them. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  private static final AppConfig DEFAULTS =
      new AppConfig(
          Path.of("model.onnx"),
          null,
          "hourglass",
          new Topics("images", "latents", "alerts", "dead-letters"),
          new Input(InputFormat.AUTO, 25_000_000),
          new Sensors("source", "ts", "", null, 10, 60, 86_400, 5),
          new Output(RecordFormat.AVRO, true),
          new Alert(null, null),
          new Infer(256, null, Provider.CPU),
          new Http("127.0.0.1", 0),
          new SchemaRegistry(null, null, null, null),
          Map.of("bootstrap.servers", "localhost:9092", "processing.guarantee", "exactly_once_v2"));

  public AppConfig {
    requireName("application-id", applicationId);
    kafka = Collections.unmodifiableMap(new TreeMap<>(kafka));
    if (kafka.containsKey("application.id")) {
      throw new UserException("kafka.application.id is set; set application-id instead");
    }
  }

  /**
   * The topics, four different ones.
   *
   * @param input the images
   * @param latents a latent vector for every image that could be scored
   * @param alerts the images that are not normal
   * @param deadLetters the records that could not be processed
   */
  public record Topics(String input, String latents, String alerts, String deadLetters) {
    public Topics {
      requireName("topics.input", input);
      requireName("topics.latents", latents);
      requireName("topics.alerts", alerts);
      requireName("topics.dead-letters", deadLetters);
      if (Set.copyOf(List.of(input, latents, alerts, deadLetters)).size() < 4) {
        throw new UserException(
            "topics are %s, %s, %s and %s; four different ones are needed"
                .formatted(input, latents, alerts, deadLetters));
      }
    }

    /** All four, in the order of the flow. */
    public List<String> all() {
      return List.of(input, latents, alerts, deadLetters);
    }
  }

  /**
   * The form of the input records.
   *
   * @param format the form of a record's value
   * @param maxPixels the most pixels (width x height) an image may have; up to about 12 bytes of
   *     memory a pixel are taken while an image is decoded
   */
  public record Input(InputFormat format, int maxPixels) {
    public Input {
      requireRange("input.max-pixels", maxPixels, 1, 500_000_000);
    }
  }

  /**
   * How readings become windows.
   *
   * @param sourceField the field of a JSON object that names the source
   * @param timeField the field that holds the time
   * @param fields what channels are called in the records where that is not their own name: {@code
   *     channel=field,channel=field}
   * @param stride readings from one window to the next; null: as the model's card says
   * @param maxHeld a missing value is the channel's last one, for at most so many readings
   * @param maxAheadSeconds how much later than its record a reading may have been measured
   * @param expireAfterSeconds the readings of a source that is silent for so long are forgotten
   * @param maxWaitMillis how long a window may wait for others to be scored together with
   */
  public record Sensors(
      String sourceField,
      String timeField,
      String fields,
      @Nullable Integer stride,
      int maxHeld,
      int maxAheadSeconds,
      int expireAfterSeconds,
      int maxWaitMillis) {
    public Sensors {
      if (stride != null) {
        requireRange("sensors.stride", stride, 1, 65_536);
      }
      requireRange("sensors.max-held", maxHeld, 0, 100);
      requireRange("sensors.max-ahead-seconds", maxAheadSeconds, 0, 1 << 30);
      requireRange("sensors.expire-after-seconds", expireAfterSeconds, 1, 1 << 30);
      requireRange("sensors.max-wait-millis", maxWaitMillis, 1, 10_000);
      renamed(fields);
    }

    /** What channels are called in the records, by channel, where that is another name. */
    public Map<String, String> renamed() {
      return renamed(fields);
    }

    private static Map<String, String> renamed(String fields) {
      Map<String, String> names = new TreeMap<>();
      for (String pair : fields.split(",", -1)) {
        String[] sides = pair.split("=", -1);
        if (sides.length == 2 && !sides[0].isBlank() && !sides[1].isBlank()) {
          names.put(sides[0].strip(), sides[1].strip());
        } else if (!fields.isBlank()) {
          throw new UserException(
              "sensors.fields is '%s'; expected is channel=field,channel=field".formatted(fields));
        }
      }
      return names;
    }
  }

  /**
   * The form of the output records.
   *
   * @param format the form of the values on the three output topics
   * @param heatmap whether alerts carry a picture of the error by pixel
   */
  public record Output(RecordFormat format, boolean heatmap) {}

  /**
   * When a record is an alert. One of the two at most; neither: the rate that the model's card
   * states.
   *
   * @param falseAlarmRate the share of normal records that may raise an alert, in [1e-12, 1)
   * @param falseAlarmsPerDay how many normal records a day may raise an alert, above 0, at the rate
   *     at which records come
   */
  public record Alert(@Nullable Double falseAlarmRate, @Nullable Double falseAlarmsPerDay) {
    public Alert {
      if (falseAlarmRate != null && !(falseAlarmRate >= 1e-12 && falseAlarmRate < 1)) {
        throw new UserException(
            "alert.false-alarm-rate is %s; allowed is 1e-12 to below 1".formatted(falseAlarmRate));
      }
      if (falseAlarmsPerDay != null
          && !(falseAlarmsPerDay > 0 && Double.isFinite(falseAlarmsPerDay))) {
        throw new UserException(
            "alert.false-alarms-per-day is %s; allowed is more than 0"
                .formatted(falseAlarmsPerDay));
      }
      if (falseAlarmRate != null && falseAlarmsPerDay != null) {
        throw new UserException(
            "alert.false-alarm-rate is %s and alert.false-alarms-per-day is %s; set one of them"
                .formatted(falseAlarmRate, falseAlarmsPerDay));
      }
    }
  }

  /**
   * How the model is run.
   *
   * @param maxBatch the most images in one run of the model, 1 to 4096
   * @param threads threads one run may use, 1 to 256; null: the processors divided by the stream
   *     threads
   * @param provider what computes
   */
  public record Infer(int maxBatch, @Nullable Integer threads, Provider provider) {
    public Infer {
      requireRange("infer.max-batch", maxBatch, 1, 4096);
      if (threads != null) {
        requireRange("infer.threads", threads, 1, 256);
      }
    }
  }

  /**
   * Where metrics and health can be read.
   *
   * @param host address of this machine to listen on; 0.0.0.0 for all
   * @param port 1 to 65535; 0: any that is free, -1: none, so that nothing listens
   */
  public record Http(String host, int port) {
    public Http {
      requireRange("http.port", port, -1, 65_535);
    }
  }

  /**
   * A schema registry with Confluent's REST API.
   *
   * @param url where it is; null: none, Avro is written in single-object encoding
   * @param user for basic authentication; null: none
   * @param password the user's
   * @param passwordFile the file that holds it, in place of {@code password}
   */
  public record SchemaRegistry(
      @Nullable String url,
      @Nullable String user,
      @Nullable String password,
      @Nullable String passwordFile) {
    public SchemaRegistry {
      if (url != null && !url.matches("https?://\\S+")) {
        throw new UserException(
            "schema-registry.url is '%s'; expected is http://host:port/path or https://…"
                .formatted(url));
      }
      if (password != null && passwordFile != null) {
        throw new UserException(
            "schema-registry.password and schema-registry.password-file are set; set one of them");
      }
    }

    /** Without the password. */
    @Override
    public String toString() {
      return "SchemaRegistry[url=%s, user=%s]".formatted(url, user);
    }
  }

  /** What holds where nothing is set. */
  public static AppConfig defaults() {
    return DEFAULTS;
  }

  /**
   * The defaults, changed by settings.
   *
   * @param settings values by dotted key, e.g. {@code topics.input} or {@code
   *     kafka.bootstrap.servers}
   * @throws UserException naming a key that does not exist or a value that is not allowed
   */
  public static AppConfig of(Map<String, String> settings) {
    ConfigTree tree = new ConfigTree();
    settings.forEach(tree::set);
    return tree.toConfig();
  }

  /**
   * The defaults, changed by a file, changed by environment variables. The variable of a key is
   * {@code HOURGLASS_} and the key in upper case with {@code _} for {@code .} and {@code -}.
   *
   * @param file YAML; null: none
   * @throws UserException if the file cannot be read, or naming a key that does not exist or a
   *     value that is not allowed
   */
  public static AppConfig load(@Nullable Path file, Map<String, String> environment) {
    ConfigTree tree = new ConfigTree();
    if (file != null) {
      tree.setAll(file);
    }
    Environment.settings(environment, tree.keys()).forEach(tree::set);
    return tree.toConfig();
  }

  private static void requireName(String key, String name) {
    if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
      throw new UserException(
          "%s is '%s'; allowed are 1 to 249 letters, digits, dots, underscores and hyphens"
              .formatted(key, name));
    }
  }

  private static void requireRange(String key, int value, int from, int to) {
    if (value < from || value > to) {
      throw new UserException("%s is %d; allowed is %d to %d".formatted(key, value, from, to));
    }
  }
}
