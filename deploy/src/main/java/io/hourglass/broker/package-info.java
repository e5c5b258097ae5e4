/** A real Kafka broker inside this process, for the demo and for tests. */
@NullMarked
package io.hourglass.broker;

import org.jspecify.annotations.NullMarked;
