/** Proofs and measurements of Hourglass: {@code hourglass bench}. */
@NullMarked
package io.hourglass.bench;

import org.jspecify.annotations.NullMarked;
