package io.taskorchestrator.client;

import io.taskorchestrator.architecture.ClassPathRules;

/** What a program gets that calls a server. */
class ClassPathTest extends ClassPathRules {

    ClassPathTest() {
        super("Client", 1_500_000);
    }
}
