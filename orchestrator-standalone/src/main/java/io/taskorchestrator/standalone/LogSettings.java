package io.taskorchestrator.standalone;

import ch.qos.logback.classic.Level;

/**
 * What is logged, and how.
 *
 * @param level from which level on lines are written
 * @param format how they are written
 */
record LogSettings(Level level, LogFormat format) {}
