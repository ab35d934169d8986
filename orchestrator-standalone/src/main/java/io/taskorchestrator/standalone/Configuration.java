package io.taskorchestrator.standalone;

import io.taskorchestrator.http.access.AccessSettings;
import io.taskorchestrator.task.TaskSettings;

/**
 * What a server is started with; it does not tell where a value came from.
 *
 * @param listening where it listens
 * @param tasks what a task gets where its producer says nothing
 * @param storage where tasks are kept
 * @param access who may call, and how often
 * @param log what is logged, and how
 */
record Configuration(
        Listening listening, TaskSettings tasks, Storage storage, AccessSettings access, LogSettings log) {}
