/** What the application is told: defaults, under the file, under environment variables. */
@NullMarked
package io.hourglass.streams.config;

import org.jspecify.annotations.NullMarked;
