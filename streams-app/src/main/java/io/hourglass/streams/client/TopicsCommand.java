package io.hourglass.streams.client;

import io.hourglass.streams.broker.Broker;
import io.hourglass.streams.config.AppConfig;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hourglass topics}: the application's topics. */
@Command(
    name = "topics",
    mixinStandardHelpOptions = true,
    description = "Manages the application's topics.",
    subcommands = TopicsCommand.Create.class,
    synopsisSubcommandLabel = "COMMAND")
public final class TopicsCommand {

  /** {@code hourglass topics create}. */
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Creates the application's topics; those that exist stay as they are.")
  static final class Create implements Callable<Integer> {
    /** A dead letter holds its record whole, in JSON as Base64: a third longer than it was. */
    private static final int DEAD_LETTER_BYTES = 2 << 20;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private BrokerOptions options = new BrokerOptions();

    @Option(
        names = "--partitions",
        paramLabel = "N",
        defaultValue = "4",
        description =
            "Partitions of each topic: the most threads that can share the work. "
                + "Default: ${DEFAULT-VALUE}")
    private int partitions;

    @Option(
        names = "--replication-factor",
        paramLabel = "N",
        description = "Copies of each partition. Default: what the brokers are set to.")
    private Optional<Short> replicationFactor = Optional.empty();

    @Option(
        names = "--retention-days",
        paramLabel = "N",
        defaultValue = "7",
        description = "How long input and latents are kept. Default: ${DEFAULT-VALUE}")
    private int retentionDays;

    @Option(
        names = "--findings-retention-days",
        paramLabel = "N",
        defaultValue = "30",
        description = "How long alerts and dead letters are kept. Default: ${DEFAULT-VALUE}")
    private int findingsRetentionDays;

    @Override
    public Integer call() {
      AppConfig config = options.config();
      PrintWriter out = spec.commandLine().getOut();
      try (Broker broker = BrokerOptions.connect(config)) {
        for (String name : config.topics().all()) {
          NewTopic topic = new NewTopic(name, Optional.of(partitions), replicationFactor);
          int days = days(name, config.topics());
          topic.configs(settings(days, name.equals(config.topics().deadLetters())));
          out.println(
              broker.create(topic)
                  ? "%s created, %d partitions, kept for %d days".formatted(name, partitions, days)
                  : "%s exists".formatted(name));
        }
      }
      out.flush();
      return 0;
    }

    private int days(String topic, AppConfig.Topics topics) {
      return topic.equals(topics.alerts()) || topic.equals(topics.deadLetters())
          ? findingsRetentionDays
          : retentionDays;
    }

    private Map<String, String> settings(int days, boolean deadLetters) {
      Map<String, String> settings = new HashMap<>();
      // Every record counts, keys are no identities: nothing is compacted away.
      settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
      settings.put(
          TopicConfig.RETENTION_MS_CONFIG, Long.toString(Duration.ofDays(days).toMillis()));
      if (deadLetters) {
        settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(DEAD_LETTER_BYTES));
      }
      if (replicationFactor.orElse((short) 0) >= 3) {
        settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
      }
      return settings;
    }
  }
}
