package io.hourglass.streams;

import io.hourglass.cli.UserException;
import io.hourglass.model.ModelException;
import io.hourglass.model.ScoringModel;
import io.hourglass.streams.broker.Broker;
import io.hourglass.streams.config.AppConfig;
import io.hourglass.streams.config.KafkaSettings;
import io.hourglass.streams.registry.Codec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hourglass doctor}: whether the application would run, and what to mend if not. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Checks configuration, broker, topics, rights, schema registry and model, one after the other,"
          + " and says what is wrong and how to mend it. Changes nothing.",
      "Status 0 if the application can start, else 1."
    })
public final class DoctorCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The application's configuration. Default: the defaults and the environment.")
  private @Nullable Path file;

  private int wrong;

  @Override
  public Integer call() {
    AppConfig config = config();
    if (config != null) {
      ScoringModel model = model(config);
      try {
        kafka(config, model);
      } finally {
        if (model != null) {
          model.close();
        }
      }
      check("schema registry", () -> registry(config));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        wrong == 0
            ? "The application can start."
            : "%d of these must be mended before the application can start.".formatted(wrong));
    out.flush();
    return wrong == 0 ? 0 : 1;
  }

  private @Nullable AppConfig config() {
    AppConfig[] loaded = {null};
    check(
        "configuration",
        () -> {
          loaded[0] = AppConfig.load(file, System.getenv());
          var unused = new KafkaSettings(loaded[0]).guarantee();
          return file == null ? "the defaults and the environment" : file.toString();
        });
    return loaded[0];
  }

  private @Nullable ScoringModel model(AppConfig config) {
    ScoringModel[] opened = {null};
    check(
        "model",
        () -> {
          opened[0] = StreamsApp.openModel(config, 1);
          var card = opened[0].card();
          return "%s %s (%s), golden samples come out as they should"
              .formatted(card.name(), card.version(), card.family());
        });
    return opened[0];
  }

  private void kafka(AppConfig config, @Nullable ScoringModel model) {
    KafkaSettings kafka = new KafkaSettings(config);
    Broker[] connected = {null};
    check(
        "broker",
        () -> {
          connected[0] = Broker.connect(kafka.admin(), PATIENCE);
          return kafka.bootstrapServers();
        });
    Broker broker = connected[0];
    if (broker == null) {
      return;
    }
    try (broker) {
      AppConfig.Topics topics = config.topics();
      for (String topic : topics.all()) {
        check("topic " + topic, () -> topic(broker, topic, topic.equals(topics.input())));
      }
      check("group " + config.applicationId(), () -> group(broker, config));
      if (model != null) {
        check(
            "room in the topics",
            () -> {
              Plan.of(config, kafka, broker).requireRoom(config, model.card());
              return "whatever is written fits";
            });
      }
    }
  }

  private static String topic(Broker broker, String topic, boolean input) {
    TopicDescription description = broker.describeWithRights(topic);
    AclOperation needed = input ? AclOperation.READ : AclOperation.WRITE;
    requireRight(description.authorizedOperations(), needed, "the topic '%s'".formatted(topic));
    return "%d partitions, %d copies, may be %s"
        .formatted(
            description.partitions().size(),
            description.partitions().get(0).replicas().size(),
            input ? "read" : "written");
  }

  private static String group(Broker broker, AppConfig config) {
    requireRight(
        broker.groupRights(config.applicationId()),
        AclOperation.READ,
        "the group '%s'".formatted(config.applicationId()));
    return "may be joined";
  }

  private static void requireRight(
      @Nullable Set<AclOperation> rights, AclOperation needed, String what) {
    if (rights != null && !rights.contains(needed) && !rights.contains(AclOperation.ALL)) {
      throw new UserException(
          "the user lacks the right %s on %s, and has %s; docs/security.md lists what is needed"
              .formatted(needed, what, rights.isEmpty() ? "none" : new TreeSet<>(rights)));
    }
  }

  private static String registry(AppConfig config) {
    String url = config.schemaRegistry().url();
    if (url == null) {
      return "none, Avro is written in single-object encoding";
    }
    Codec.of(config).requireAnswer();
    return url;
  }

  private interface Check {
    String run();
  }

  private void check(String what, Check check) {
    PrintWriter out = spec.commandLine().getOut();
    var colours = spec.commandLine().getColorScheme();
    try {
      String found = check.run();
      out.printf("%s %-24s %s%n", colours.apply("ok   ", List.of(Style.fg_green)), what, found);
    } catch (UserException | ModelException e) {
      wrong++;
      out.printf(
          "%s %-24s %s%n",
          colours.apply("wrong", List.of(Style.fg_red, Style.bold)), what, e.getMessage());
    }
    out.flush();
  }
}
