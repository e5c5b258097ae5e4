/** Decoders by themselves: from latents to images. */
@NullMarked
package io.hourglass.trainer.generate;

import org.jspecify.annotations.NullMarked;
