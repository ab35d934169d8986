package io.taskorchestrator.jdbc;

import io.taskorchestrator.architecture.ClassPathRules;

/** What a program gets that has its tasks in a database. */
class ClassPathTest extends ClassPathRules {

    ClassPathTest() {
        super("SQL store", 18_000_000);
    }
}
