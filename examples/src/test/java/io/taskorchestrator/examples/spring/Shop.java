package io.taskorchestrator.examples.spring;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application that finds the orchestrator's beans as it finds all of its own. */
@SpringBootApplication
class Shop {}
