package io.taskorchestrator.standalone;

/** How log lines are written. */
enum LogFormat {
    /** For eyes. */
    PRETTY,
    /** One JSON object a line, for programs. */
    JSON
}
