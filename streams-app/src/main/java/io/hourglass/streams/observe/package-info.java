/** What can be seen of the application from outside: metrics and health. */
@NullMarked
package io.hourglass.streams.observe;

import org.jspecify.annotations.NullMarked;
