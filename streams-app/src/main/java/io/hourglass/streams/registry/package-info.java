/**
 * Records to bytes and back: with a schema registry in Confluent's wire format, without one in
 * Avro's single-object encoding, or as JSON.
 *
 * <p>The client of the registry is ours: it needs two calls of a small REST API, and those of
 * others bring dozens of libraries, or lie in a repository that is not Maven Central.
 */
@NullMarked
package io.hourglass.streams.registry;

import org.jspecify.annotations.NullMarked;
