/**
 * How well faults of sensors are found, beside random cut forests. How fast is measured by {@link
 * io.hourglass.bench.speed}.
 */
@NullMarked
package io.hourglass.bench.sensors;

import org.jspecify.annotations.NullMarked;
