package io.hourglass.bench.speed;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * What processor time was spent on, by the samples of a flight recording.
 *
 * @param total of all samples
 * @param parts of each kind of work
 */
record Profile(Duration total, Map<Part, Duration> parts) {
  /** The sample of a thread's processor time, native code included (JEP 509). */
  static final String EVENT = "jdk.CPUTimeSample";

  /** A kind of work: the first, from the innermost frame out, whose code it is. */
  enum Part {
    MODEL("ONNX Runtime", "ai\\.onnxruntime\\..*"),
    DECODE(
        "decoding records and images",
        "(io\\.hourglass\\.streams\\.decode|javax\\.imageio|com\\.sun\\.imageio)\\..*"),
    ENCODE("encoding outputs", "(io\\.hourglass\\.record|org\\.apache\\.avro)\\..*"),
    PRODUCE("Kafka's producer", "org\\.apache\\.kafka\\.clients\\.producer\\..*"),
    CONSUME("Kafka's consumer", "org\\.apache\\.kafka\\.clients\\.consumer\\..*"),
    NETWORK("Kafka's network client", "org\\.apache\\.kafka\\.clients\\..*"),
    HOURGLASS("Hourglass besides", "io\\.hourglass\\..*"),
    STREAMS("Kafka Streams", "org\\.apache\\.kafka\\.streams\\..*"),
    OTHER("other", ".*");

    private final String title;
    private final String types;

    /**
     * @param types whose code it is, a regular expression
     */
    Part(String title, String types) {
      this.title = title;
      this.types = types;
    }

    String title() {
      return title;
    }

    private static @Nullable Part of(RecordedFrame frame) {
      String type = frame.getMethod().getType().getName();
      for (Part part : values()) {
        if (part != OTHER && type.matches(part.types)) {
          return part;
        }
      }
      return null;
    }

    private static Part of(@Nullable RecordedStackTrace stack) {
      if (stack != null) {
        for (RecordedFrame frame : stack.getFrames()) {
          Part part = of(frame);
          if (part != null) {
            return part;
          }
        }
      }
      return OTHER;
    }
  }

  /** Adds a recording's samples up. */
  static Profile of(Path recording) throws IOException {
    Map<Part, Duration> parts = new EnumMap<>(Part.class);
    Duration total = Duration.ZERO;
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        if (event.getEventType().getName().equals(EVENT)) {
          Duration time = event.getDuration("samplingPeriod");
          total = total.plus(time);
          parts.merge(Part.of(event.getStackTrace()), time, Duration::plus);
        }
      }
    }
    return new Profile(total, parts);
  }
}
