package io.taskorchestrator.benchmarks;

/** Something that is measured by one command, and prints what it found. */
@FunctionalInterface
interface Suite {

    /** Measures. The arguments are optional, and mean what the suite says. */
    void run(String[] arguments) throws Exception;
}
