/**
 * How fast records become latents: Hourglass beside what else one could write, on the same records,
 * model and broker. {@link io.hourglass.bench.speed.Race} shows the whole of it.
 */
@NullMarked
package io.hourglass.bench.speed;

import org.jspecify.annotations.NullMarked;
