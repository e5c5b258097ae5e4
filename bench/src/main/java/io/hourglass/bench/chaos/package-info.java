/**
 * The proof of delivery: instances are killed and the broker is restarted while records stream
 * through, and then every record's outcome is counted. {@link io.hourglass.bench.chaos.Chaos} shows
 * the whole of it.
 */
@NullMarked
package io.hourglass.bench.chaos;

import org.jspecify.annotations.NullMarked;
