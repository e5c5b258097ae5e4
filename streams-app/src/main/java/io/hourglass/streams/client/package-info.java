/** Commands to try the application with: create its topics, send images, watch what comes out. */
@NullMarked
package io.hourglass.streams.client;

import org.jspecify.annotations.NullMarked;
