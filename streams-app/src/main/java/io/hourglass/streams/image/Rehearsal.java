package io.hourglass.streams.image;

import ai.onnxruntime.OrtEnvironment;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.slf4j.LoggerFactory;

/**
 * Loads what a start of the application loads of its libraries, for the image's cache of loaded
 * classes (JEP 483). It knows none of the application's own classes, so that the cache is as seldom
 * made anew as the libraries change; and it needs no broker.
 */
final class Rehearsal {
  private Rehearsal() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    LoggerFactory.getLogger(Rehearsal.class).info("Loading classes");
    OrtEnvironment.getEnvironment();
    YAMLMapper mapper = new YAMLMapper();
    mapper.readTree(mapper.writeValueAsString(Map.of("key", 1)));
    new PrometheusMeterRegistry(PrometheusConfig.DEFAULT).scrape();

    Path state = Files.createTempDirectory("rehearsal");
    Properties settings = new Properties();
    settings.putAll(
        Map.of(
            StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
            "127.0.0.1:1",
            StreamsConfig.APPLICATION_ID_CONFIG,
            "rehearsal",
            StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
            StreamsConfig.EXACTLY_ONCE_V2,
            StreamsConfig.STATE_DIR_CONFIG,
            state.toString()));
    Topology topology = new Topology();
    topology.addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), "in");
    topology.addSink("out", "out", new ByteArraySerializer(), new ByteArraySerializer(), "in");
    Admin admin = Admin.create(settings);
    var unused = admin.describeCluster();
    try (KafkaStreams streams = new KafkaStreams(topology, settings)) {
      streams.start();
      TimeUnit.SECONDS.sleep(2);
      streams.close(Duration.ofSeconds(5));
    }
    admin.close(Duration.ZERO);
  }
}
