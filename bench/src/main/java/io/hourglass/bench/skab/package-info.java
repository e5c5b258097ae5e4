/**
 * The Skoltech Anomaly Benchmark (SKAB; Katser and Kozitsin, 2020) by its own protocol for
 * outliers: each file's first rows teach what is normal there, the rest is judged row by row.
 */
@NullMarked
package io.hourglass.bench.skab;

import org.jspecify.annotations.NullMarked;
