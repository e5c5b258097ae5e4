/** The Avro records on Hourglass's topics (generated from records.avdl) and their JSON form. */
@NullMarked
package io.hourglass.record;

import org.jspecify.annotations.NullMarked;
