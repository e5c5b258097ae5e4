/** Several models, trained and evaluated under one protocol, side by side. */
@NullMarked
package io.hourglass.trainer.compare;

import org.jspecify.annotations.NullMarked;
