/** Models that were made elsewhere, brought under the contract. */
@NullMarked
package io.hourglass.trainer.adopt;

import org.jspecify.annotations.NullMarked;
