/** What a network is made of, without saying who computes it: layers, weights, families. */
@NullMarked
package io.hourglass.trainer.model;

import org.jspecify.annotations.NullMarked;
