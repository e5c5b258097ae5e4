package io.hourglass.streams.observe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hourglass.cli.UserException;
import io.hourglass.model.ModelCard;
import io.hourglass.streams.config.AppConfig.Http;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics, and the HTTP endpoint where they and the application's health can be read: {@code
 * /metrics} in Prometheus' text format, {@code /health/live} and {@code /health/ready} with status
 * 200 or 503.
 *
 * <p>Thread-safe.
 */
public final class Observability implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Observability.class);

  /** A slow scrape must not keep the probes waiting. */
  private static final int THREADS = 3;

  /** The longest a client may take for its request or its reading, in seconds. */
  private static final String PATIENCE = "10";

  private final Metrics metrics = new Metrics();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(THREADS, Observability::thread);
  private final @Nullable HttpServer server;
  private volatile Supplier<Health> health = Health.STARTING;

  private Observability(@Nullable HttpServer server) {
    this.server = server;
  }

  /**
   * Opens the endpoint, if there is to be one.
   *
   * @throws UserException if the address cannot be opened
   */
  public static Observability open(Http http) {
    if (http.port() < 0) {
      return new Observability(null);
    }
    // The server's own limits, which it reads from there only.
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqTime", PATIENCE);
    System.getProperties().putIfAbsent("sun.net.httpserver.maxRspTime", PATIENCE);
    HttpServer server;
    try {
      InetSocketAddress address = new InetSocketAddress(http.host(), http.port());
      if (address.isUnresolved()) {
        throw new UserException(
            "http.host is '%s', which is no address of this machine".formatted(http.host()));
      }
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new UserException(
          "http.host %s and http.port %d cannot be listened on: %s; port 0 takes any that is free"
              .formatted(http.host(), http.port(), e.getMessage()),
          e);
    }
    Observability opened = new Observability(server);
    opened.serve(server);
    return opened;
  }

  private void serve(HttpServer endpoint) {
    endpoint.setExecutor(threads);
    endpoint.createContext("/", this::answer);
    endpoint.start();
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "http");
    thread.setDaemon(true);
    return thread;
  }

  /** Where to record what happens. */
  public Metrics metrics() {
    return metrics;
  }

  /** Where the endpoint listens, {@code http://host:port}; null if there is none. */
  public @Nullable String address() {
    if (server == null) {
      return null;
    }
    InetSocketAddress address = server.getAddress();
    return "http://%s:%d".formatted(address.getHostString(), address.getPort());
  }

  /** From now on the metrics and the health are those of an application. */
  public void watch(KafkaStreams streams, Supplier<ModelCard> model) {
    metrics.bind(streams);
    metrics.use(model.get());
    health = () -> new Health(streams.state(), model.get());
    if (server != null) {
      LOG.info("Metrics and health at {}/metrics and /health/ready", address());
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Health now = health.get();
      switch (exchange.getRequestURI().getPath()) {
        case "/metrics" -> send(exchange, 200, "text/plain; version=0.0.4", metrics.scrape());
        case "/health/live" -> send(exchange, now.live() ? 200 : 503, JSON, now.toJson());
        case "/health/ready" -> send(exchange, now.ready() ? 200 : 503, JSON, now.toJson());
        default ->
            send(
                exchange, 404, "text/plain", "/metrics, /health/live and /health/ready are here\n");
      }
    } catch (RuntimeException e) {
      LOG.warn("A request for {} failed", exchange.getRequestURI().getPath(), e);
    }
  }

  private static final String JSON = "application/json";

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    String method = exchange.getRequestMethod();
    boolean head = method.equals("HEAD");
    if (!head && !method.equals("GET")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      exchange.sendResponseHeaders(405, -1);
      return;
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
    if (!head) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
    }
    threads.shutdownNow();
    metrics.close();
  }
}
