/** JMH benchmarks. What they measured, and how to run them, is in {@code docs/performance.md}. */
@NullMarked
package io.taskorchestrator.benchmarks;

import org.jspecify.annotations.NullMarked;
