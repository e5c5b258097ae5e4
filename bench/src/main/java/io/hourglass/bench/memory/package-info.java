/**
 * Whether memory stays bounded: large images at full speed through an application with a small
 * heap, while the memory of its process is watched.
 */
@NullMarked
package io.hourglass.bench.memory;

import org.jspecify.annotations.NullMarked;
