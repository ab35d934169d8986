package io.taskorchestrator.http;

import io.taskorchestrator.architecture.ClassPathRules;

/** What a program gets that offers the REST API. */
class ClassPathTest extends ClassPathRules {

    ClassPathTest() {
        super("REST API", 10_000_000);
    }
}
