package io.hourglass.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One Kafka node (KRaft, broker and controller in one) in this process, on the loopback interface.
 *
 * <p>Not for production: a single node, everything replicated once.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final int NODE_ID = 1;

  private final KafkaRaftServer server;
  private final String bootstrapServers;

  private EmbeddedKafka(KafkaRaftServer server, String bootstrapServers) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  /** Starts a broker on a free port. */
  public static EmbeddedKafka start(Path folder) {
    return start(folder, freePort());
  }

  /**
   * Starts a broker and returns when it serves.
   *
   * @param folder where its data goes; taken up again if it holds some
   * @param port TCP port on the loopback interface, which must be free
   */
  public static EmbeddedKafka start(Path folder, int port) {
    return start(folder, port, "", Map.of());
  }

  /**
   * The same with more listeners and settings.
   *
   * @param listeners after the first, each with a comma before it
   * @param more the broker's settings
   */
  public static EmbeddedKafka start(
      Path folder, int port, String listeners, Map<String, String> more) {
    int controllerPort = freePort();
    Properties settings = new Properties();
    settings.putAll(
        Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", Integer.toString(NODE_ID)),
            Map.entry("controller.quorum.voters", NODE_ID + "@localhost:" + controllerPort),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry(
                "listeners",
                "PLAINTEXT://localhost:%d,CONTROLLER://localhost:%d%s"
                    .formatted(port, controllerPort, listeners)),
            Map.entry("log.dirs", folder.toString()),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "4"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.num.partitions", "4"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("log.cleaner.dedupe.buffer.size", "4194304")));
    settings.putAll(more);
    if (!Files.exists(folder.resolve("meta.properties"))) {
      format(folder);
    }
    var server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
    server.startup();
    return new EmbeddedKafka(server, "localhost:" + port);
  }

  private static void format(Path folder) {
    var said = new ByteArrayOutputStream();
    try {
      new Formatter()
          .setNodeId(NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName("CONTROLLER")
          .addDirectory(folder.toString())
          .setMetadataLogDirectory(folder.toString())
          .setPrintStream(new PrintStream(said, true, StandardCharsets.UTF_8))
          .run();
    } catch (Exception e) { // what the method declares
      throw new IllegalStateException(
          "the broker's folder %s could not be prepared: %s"
              .formatted(folder, said.toString(StandardCharsets.UTF_8)),
          e);
    }
  }

  /** A TCP port of the loopback interface that is free now: the preferred one, or else any. */
  public static int freePort(int preferred) {
    try {
      return bind(preferred);
    } catch (IOException e) {
      return freePort();
    }
  }

  private static int freePort() {
    try {
      return bind(0);
    } catch (IOException e) {
      throw new IllegalStateException("no TCP port is free", e);
    }
  }

  private static int bind(int port) throws IOException {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** What clients connect to, {@code host:port}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Creates topics with the given number of partitions. */
  public void createTopics(int partitions, String... names) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(
              Arrays.stream(names).map(name -> new NewTopic(name, partitions, (short) 1)).toList())
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the topics could not be created", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating topics", e);
    }
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
