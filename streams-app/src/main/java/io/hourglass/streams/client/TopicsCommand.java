package io.hourglass.streams.client;

import io.hourglass.streams.broker.Broker;
import io.hourglass.streams.config.AppConfig;
import java.io.PrintWriter;
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

    @Override
    public Integer call() {
      AppConfig config = options.config();
      PrintWriter out = spec.commandLine().getOut();
      try (Broker broker = BrokerOptions.connect(config)) {
        for (String name : config.topics().all()) {
          NewTopic topic = new NewTopic(name, Optional.of(partitions), replicationFactor);
          if (name.equals(config.topics().deadLetters())) {
            topic.configs(
                Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(DEAD_LETTER_BYTES)));
          }
          out.printf("%s %s%n", name, broker.create(topic) ? "created" : "exists");
        }
      }
      out.flush();
      return 0;
    }
  }
}
