/**
 * The Avro records on Hourglass's topics (generated from records.avdl) and their forms as bytes.
 *
 * <p>Not {@code @NullMarked} as a whole: the generated classes take and return null where the
 * schema says so, and carry no annotation for it.
 */
package io.hourglass.record;
