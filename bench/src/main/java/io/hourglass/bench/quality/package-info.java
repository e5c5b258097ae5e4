/** How well models reconstruct and detect, by the protocols of the literature. */
@NullMarked
package io.hourglass.bench.quality;

import org.jspecify.annotations.NullMarked;
