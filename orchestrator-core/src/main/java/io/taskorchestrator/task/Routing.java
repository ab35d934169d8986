package io.taskorchestrator.task;

/**
 * What decides when and for whom a task is next.
 *
 * @param directory where it works
 * @param queue which kind of worker it is for
 * @param priority how urgent it is
 * @param access what it claims of its directory while it runs
 */
public record Routing(WorkDirectory directory, QueueName queue, Priority priority, DirectoryAccess access) {}
