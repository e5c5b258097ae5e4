/** What the container image needs beside the application. */
@NullMarked
package io.hourglass.streams.image;

import org.jspecify.annotations.NullMarked;
