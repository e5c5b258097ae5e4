/**
 * Scores the images on a Kafka topic: {@link io.hourglass.streams.HourglassTopology the whole flow}
 * and {@link io.hourglass.streams.StreamsApp the application} around it. Each step has a package of
 * its own.
 */
@NullMarked
package io.hourglass.streams;

import org.jspecify.annotations.NullMarked;
