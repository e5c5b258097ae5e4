package io.hourglass.streams.broker;

import io.hourglass.cli.UserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka cluster that has answered. What goes wrong becomes a {@link UserException} that names the
 * address.
 */
public final class Broker implements AutoCloseable {
  private final Admin admin;
  private final String address;
  private final Duration patience;

  private Broker(Admin admin, String address, Duration patience) {
    this.admin = admin;
    this.address = address;
    this.patience = patience;
  }

  /**
   * Waits until a broker answers.
   *
   * @param settings of an admin client
   * @param patience how long each request may take
   * @throws UserException if none does
   */
  public static Broker connect(Map<String, Object> settings, Duration patience) {
    Map<String, Object> patient = new HashMap<>(settings);
    int millis = (int) patience.toMillis();
    patient.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    patient.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    String address = String.valueOf(settings.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
    Broker broker;
    try {
      broker = new Broker(Admin.create(patient), address, patience);
    } catch (KafkaException e) {
      throw new UserException(
          "no Kafka client can be made for %s: %s".formatted(address, reason(e)), e);
    }
    try {
      broker.get(broker.admin.describeCluster().clusterId());
      return broker;
    } catch (ExecutionException e) {
      broker.close();
      throw broker.failed(e);
    }
  }

  /**
   * Describes topics by name, in the order given.
   *
   * @throws UserException naming the first one that does not exist or may not be seen
   */
  public List<TopicDescription> describe(Collection<String> topics) {
    var futures = admin.describeTopics(topics).topicNameValues();
    List<TopicDescription> descriptions = new ArrayList<>();
    for (String topic : topics) {
      try {
        descriptions.add(get(Objects.requireNonNull(futures.get(topic))));
      } catch (ExecutionException e) {
        if (e.getCause() instanceof UnknownTopicOrPartitionException) {
          throw new UserException(
              "the topic '%s' does not exist on %s; create it with: hourglass topics create"
                  .formatted(topic, address),
              e);
        }
        throw failed("the topic '" + topic + "'", e);
      }
    }
    return descriptions;
  }

  /**
   * Describes a topic, with what the user may do with it.
   *
   * @throws UserException if it does not exist
   */
  public TopicDescription describeWithRights(String topic) {
    describe(List.of(topic));
    var options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
    try {
      return get(
          Objects.requireNonNull(
              admin.describeTopics(List.of(topic), options).topicNameValues().get(topic)));
    } catch (ExecutionException e) {
      throw failed(e);
    }
  }

  /**
   * What the user may do with a consumer group, whether it exists or not; null if the broker does
   * not say.
   */
  public @Nullable Set<AclOperation> groupRights(String group) {
    var options = new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true);
    try {
      return get(Objects.requireNonNull(
              admin.describeConsumerGroups(List.of(group), options).describedGroups().get(group)))
          .authorizedOperations();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return null;
      }
      if (e.getCause() instanceof AuthorizationException) {
        return Set.of();
      }
      throw failed(e);
    }
  }

  /** The largest batch of records in bytes that each topic takes: {@code max.message.bytes}. */
  public Map<String, Integer> maxMessageBytes(Collection<String> topics) {
    List<ConfigResource> resources = new ArrayList<>();
    topics.forEach(topic -> resources.add(new ConfigResource(ConfigResource.Type.TOPIC, topic)));
    Map<String, Integer> limits = new HashMap<>();
    admin
        .describeConfigs(resources)
        .values()
        .forEach(
            (resource, config) -> {
              try {
                limits.put(
                    resource.name(),
                    Integer.valueOf(get(config).get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value()));
              } catch (ExecutionException e) {
                throw failed("the configuration of the topic '" + resource.name() + "'", e);
              }
            });
    return limits;
  }

  /**
   * Creates a topic and waits until it can be seen.
   *
   * @return false if it was there before
   */
  public boolean create(NewTopic topic) {
    try {
      get(admin.createTopics(List.of(topic)).all());
      long end = System.nanoTime() + patience.toNanos();
      while (!exists(topic.name()) && System.nanoTime() < end) {
        Thread.sleep(50);
      }
      return true;
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw new UserException(
          "the topic '%s' cannot be created on %s: %s".formatted(topic.name(), address, reason(e)),
          e);
    }
  }

  private boolean exists(String topic) throws ExecutionException {
    return get(admin.listTopics().names()).contains(topic);
  }

  private <T> T get(KafkaFuture<T> future) throws ExecutionException {
    try {
      // A little longer than the client's own limit, whose message is better.
      return future.get(patience.toMillis() + 1000, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new ExecutionException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private UserException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new UserException("interrupted while waiting for Kafka at " + address, e);
  }

  private UserException failed(String what, ExecutionException e) {
    return e.getCause() instanceof AuthorizationException
        ? new UserException(
            "%s may not be seen on %s by this user; docs/security.md lists the rights that are needed"
                .formatted(what, address),
            e)
        : failed(e);
  }

  private UserException failed(ExecutionException e) {
    boolean silent =
        e.getCause() instanceof TimeoutException
            || e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException;
    return new UserException(
        silent
            ? "no Kafka broker answers at %s (waited %d s); kafka.bootstrap.servers or --bootstrap says where it is"
                .formatted(address, patience.toSeconds())
            : "Kafka at %s refuses: %s".formatted(address, reason(e)),
        e);
  }

  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
