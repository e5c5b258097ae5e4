package io.hourglass.streams;

import io.hourglass.cli.Interrupt;
import io.hourglass.cli.UserException;
import io.hourglass.model.ModelCard;
import io.hourglass.model.ScoringModel;
import io.hourglass.model.WindowInput;
import io.hourglass.streams.broker.Broker;
import io.hourglass.streams.broker.BrokerWatch;
import io.hourglass.streams.config.AppConfig;
import io.hourglass.streams.config.KafkaSettings;
import io.hourglass.streams.decide.AlertPolicy;
import io.hourglass.streams.decide.Decide;
import io.hourglass.streams.decode.ImageDecoder;
import io.hourglass.streams.decode.ReadingDecoder;
import io.hourglass.streams.infer.PolledOutcomes;
import io.hourglass.streams.infer.Scorer;
import io.hourglass.streams.infer.ScoringStreams;
import io.hourglass.streams.locate.Localizer;
import io.hourglass.streams.observe.Metrics;
import io.hourglass.streams.observe.Observability;
import io.hourglass.streams.registry.Codec;
import io.hourglass.streams.window.WindowProcessor;
import io.hourglass.streams.write.OutputRecords;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application: reads images from the input topic and writes latents, alerts and dead letters
 * until it is closed.
 *
 * <p>Any number of these, in one process or in many, share the partitions of the input topic if
 * they have the same application id.
 *
 * <p>Thread-safe.
 */
public final class StreamsApp implements AutoCloseable {
  /** How long the broker may take to answer at the start. */
  private static final Duration BROKER_PATIENCE = Duration.ofSeconds(10);

  /** How long closing waits for work in progress. */
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(9);

  private static final Logger LOG = LoggerFactory.getLogger(StreamsApp.class);

  private final ScoringModel model;
  private final KafkaStreams streams;
  private final Observability observability;
  private final GroupMembershipOperation leaving;
  private final BrokerWatch watch;
  private final CompletableFuture<State> running = new CompletableFuture<>();
  private final CompletableFuture<State> ended = new CompletableFuture<>();
  private boolean closed;

  private StreamsApp(
      ScoringModel model, KafkaStreams streams, Observability observability, KafkaSettings kafka) {
    this.model = model;
    this.streams = streams;
    this.observability = observability;
    this.leaving = kafka.leaving();
    this.watch = BrokerWatch.start(streams, kafka.bootstrapServers());
    observability.watch(streams, model::card);
    streams.setUncaughtExceptionHandler(this::onFailure);
    streams.setStateListener((now, before) -> onState(now));
  }

  /**
   * Checks the broker, the topics and the model, and starts. Returns as soon as the application is
   * on its way; see {@link #awaitRunning}.
   *
   * @throws UserException if the broker does not answer, a topic is missing or a setting is wrong
   * @throws io.hourglass.model.ModelException if the model cannot be used
   */
  public static StreamsApp start(AppConfig config) {
    Observability observability = Observability.open(config.http());
    StreamsApp app = null;
    try {
      app = start(config, observability);
      return app;
    } finally {
      if (app == null) {
        observability.close();
      }
    }
  }

  private static StreamsApp start(AppConfig config, Observability observability) {
    KafkaSettings kafka = new KafkaSettings(config);
    Plan plan;
    try (Broker broker = Broker.connect(kafka.admin(), BROKER_PATIENCE)) {
      plan = Plan.of(config, kafka, broker);
    }
    ScoringModel model = openModel(config, plan.inferThreads());
    try {
      StreamsApp app = assemble(config, kafka, plan, model, observability);
      app.streams.start();
      return app;
    } catch (KafkaException e) {
      model.close();
      throw new UserException("Kafka Streams does not start: " + reason(e), e);
    } catch (UserException e) {
      model.close();
      throw e;
    }
  }

  /** Opens the configured model, if it is the one that was meant. */
  static ScoringModel openModel(AppConfig config, int threads) {
    return config.modelVerify() == null
        ? ScoringModel.open(config.model(), threads, config.infer().provider())
        : ScoringModel.open(
            config.model(),
            ModelCheck.read(config.model(), config.modelVerify()),
            threads,
            config.infer().provider());
  }

  private static StreamsApp assemble(
      AppConfig config,
      KafkaSettings kafka,
      Plan plan,
      ScoringModel model,
      Observability observability) {
    ModelCard card = model.card();
    plan.requireRoom(config, card);
    AlertPolicy policy = AlertPolicy.of(config.alert(), card.falseAlarmRate(), plan.partitions());
    double threshold = card.calibration().threshold(policy.startRate());
    Codec codec = Codec.of(config);
    codec.prepare(config.topics());
    PolledOutcomes polled = new PolledOutcomes();
    Scorer scorer =
        new Scorer(
            model,
            new ImageDecoder(config.input().format(), config.input().maxPixels(), codec),
            Localizer.of(card, config.output().heatmap()),
            threshold,
            config.infer().maxBatch(),
            observability.metrics());
    Topology topology =
        new HourglassTopology(
                config.topics(),
                scoring(config, kafka, plan, card, codec, scorer, polled, observability.metrics()),
                new Decide(policy, card.calibration(), scorer),
                new OutputRecords(card, Clock.systemUTC()),
                codec,
                plan.maxBytes(),
                observability.metrics())
            .build();
    LOG.info(
        "Model {} {} ({}) from {}", card.name(), card.version(), card.family(), config.model());
    LOG.info(
        "Topic {} ({} partitions) to {}, {} and {} ({}) at {}",
        config.topics().input(),
        plan.partitions(),
        config.topics().latents(),
        config.topics().alerts(),
        config.topics().deadLetters(),
        config.output().format(),
        kafka.bootstrapServers());
    LOG.info("Alerts from score {} on: {}", (float) threshold, policy.describe());
    LOG.info(
        "{} stream threads, {} inference threads each, {}",
        plan.streamThreads(),
        plan.inferThreads(),
        kafka.guarantee());
    return new StreamsApp(
        model,
        card.input() instanceof WindowInput
            ? new KafkaStreams(topology, kafka.streams())
            : ScoringStreams.of(topology, kafka.streams(), scorer, polled),
        observability,
        kafka);
  }

  private static HourglassTopology.Scoring scoring(
      AppConfig config,
      KafkaSettings kafka,
      Plan plan,
      ModelCard card,
      Codec codec,
      Scorer scorer,
      PolledOutcomes polled,
      Metrics metrics) {
    if (!(card.input() instanceof WindowInput windows)) {
      plan.limitPolls(config, kafka, card);
      return HourglassTopology.Scoring.ofImages(scorer, polled, metrics);
    }
    if (!kafka.guarantee().equals(StreamsConfig.EXACTLY_ONCE_V2)) {
      throw new UserException(
          "kafka.processing.guarantee is %s; the model takes windows, whose readings are state, which allows exactly_once_v2 only"
              .formatted(kafka.guarantee()));
    }
    // Windows wait for no longer than they may, also when no reading comes.
    kafka.putIfAbsent(StreamsConfig.POLL_MS_CONFIG, config.sensors().maxWaitMillis());
    LOG.info(
        "Windows of {} readings, every {}, of {}",
        windows.length(),
        config.sensors().stride() == null ? windows.stride() : config.sensors().stride(),
        String.join(", ", windows.channels()));
    return HourglassTopology.Scoring.ofWindows(
        new WindowProcessor(
            windows,
            config.sensors(),
            new ReadingDecoder(
                config.input().format(), config.sensors(), windows.channels(), codec),
            scorer,
            Scorer.batchSize(windows.bytes(), config.infer().maxBatch()),
            config.topics().input(),
            metrics));
  }

  /** The description of the model in use. */
  public ModelCard card() {
    return model.card();
  }

  /** Kafka Streams' state. */
  public State state() {
    return streams.state();
  }

  /** Where metrics and health can be read, {@code http://host:port}; null if nowhere. */
  public @Nullable String address() {
    return observability.address();
  }

  /**
   * Waits until records are processed.
   *
   * @return false if they still are not after {@code patience}
   * @throws UserException if the application failed
   */
  public boolean awaitRunning(Duration patience) throws InterruptedException {
    try {
      CompletableFuture.anyOf(running, ended).get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return state().isRunningOrRebalancing();
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw failed(e);
    }
  }

  /**
   * Waits until the application ends, which it also does when the process is told to (Ctrl-C,
   * SIGTERM): then what is in progress is finished first.
   *
   * @throws UserException if it did because it failed
   */
  public void join() throws InterruptedException {
    Interrupt.during(this::close, this::awaitEnd);
  }

  private State awaitEnd() throws InterruptedException {
    try {
      return ended.get();
    } catch (ExecutionException e) {
      throw failed(e);
    }
  }

  private void onState(State now) {
    if (now == State.RUNNING && running.complete(now)) {
      LOG.info("Running");
    } else if (now == State.NOT_RUNNING || now == State.ERROR) {
      ended.complete(now);
    }
  }

  private StreamThreadExceptionResponse onFailure(Throwable failure) {
    LOG.debug("A stream thread failed", failure);
    ended.completeExceptionally(failure);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private static UserException failed(ExecutionException failure) {
    return new UserException("processing stopped: " + reason(failure), failure);
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null
        ? root.getClass().getSimpleName()
        : root.getMessage().lines().findFirst().orElse("");
  }

  /** Ends the application: what is in progress is finished and committed, within 10 s. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    watch.close();
    boolean finished =
        streams.close(CloseOptions.groupMembershipOperation(leaving).withTimeout(CLOSE_PATIENCE));
    if (finished) {
      model.close();
      LOG.info("Stopped");
    } else {
      // The model stays open: a thread that still uses it would take the whole process down.
      LOG.warn(
          "Stopped after {} s with work in progress, which is done again after the next start",
          CLOSE_PATIENCE.toSeconds());
    }
    observability.close();
  }
}
