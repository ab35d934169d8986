package io.taskorchestrator;

import io.taskorchestrator.architecture.ClassPathRules;

/** What a program gets that has its tasks in memory. */
class ClassPathTest extends ClassPathRules {

    ClassPathTest() {
        super("In memory", 1_500_000);
    }
}
