/** The Kafka cluster before any record flows: whether it answers, its topics, their limits. */
@NullMarked
package io.hourglass.streams.broker;

import org.jspecify.annotations.NullMarked;
