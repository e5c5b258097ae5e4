/**
 * Step 2: latents and scores, for all records of a poll in one run of the model.
 *
 * <p>A run of the model costs nearly as much for one image as for many, so the images of a poll go
 * through it together. That happens where the records are polled, {@link
 * io.hourglass.streams.infer.PollScoring before} Kafka Streams takes them: a batch collected inside
 * a processor would be lost if the application died after a commit, because Kafka Streams counts a
 * record as done when its {@code process} returns. A score depends on its record alone, so having
 * it early changes no guarantee, and a record without an early score gets it when it is processed.
 */
@NullMarked
package io.hourglass.streams.infer;

import org.jspecify.annotations.NullMarked;
