package io.hourglass.streams.decide;

import io.hourglass.record.Severity;
import io.hourglass.streams.infer.Outcome.Scored;
import io.hourglass.streams.locate.Location;

/**
 * That a record is an alert.
 *
 * @param scored the record, with its score
 * @param location where its error is
 * @param threshold the score from which on records are alerts
 * @param probability that a normal record scores at least as high
 * @param severity how far beyond the accepted rate
 */
public record Verdict(
    Scored scored, Location location, float threshold, double probability, Severity severity) {}
