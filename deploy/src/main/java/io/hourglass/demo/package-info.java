/** {@code hourglass demo}: from real images to alerts, on this machine alone. */
@NullMarked
package io.hourglass.demo;

import org.jspecify.annotations.NullMarked;
