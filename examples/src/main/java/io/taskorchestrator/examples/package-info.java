/** One runnable {@code main} per feature. The README quotes them, and a test runs them. */
@NullMarked
package io.taskorchestrator.examples;

import org.jspecify.annotations.NullMarked;
