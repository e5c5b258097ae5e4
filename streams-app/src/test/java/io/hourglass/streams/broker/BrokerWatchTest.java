package io.hourglass.streams.broker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BrokerWatchTest {
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(BrokerWatch.class);
  private double responses;
  private Instant now = Instant.EPOCH;

  private final Clock clock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };

  @BeforeEach
  void listen() {
    said.start();
    logger.addAppender(said);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(said);
  }

  private List<String> look(BrokerWatch watch, int... answers) {
    for (int more : answers) {
      responses += more;
      watch.look();
      now = now.plusSeconds(3);
    }
    return said.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void saysOnceThatNoBrokerAnswersAndOnceThatOneDoesAgain() {
    try (BrokerWatch watch = new BrokerWatch(() -> responses, "kafka:9092", clock)) {
      assertThat(look(watch, 2, 0, 2, 0, 1)).isEmpty();
      assertThat(look(watch, 0, 0, 0, 0, 0))
          .containsExactly("No broker answers at kafka:9092; waiting for one");
      assertThat(look(watch, 1, 1, 1))
          .endsWith("The broker at kafka:9092 answers again, after 15 s")
          .hasSize(2);
      assertThat(look(watch, 0, 0)).hasSize(3);
    }
  }
}
