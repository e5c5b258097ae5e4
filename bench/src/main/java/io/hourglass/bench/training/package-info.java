/** How fast models are trained, beside PyTorch for Python. */
@NullMarked
package io.hourglass.bench.training;

import org.jspecify.annotations.NullMarked;
