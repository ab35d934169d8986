package io.taskorchestrator.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs the suite that is named by the first argument, with the others as its own; the README of the module describes them. */
public final class Suites {

    private Suites() {}

    private static Map<String, Suite> all() {
        Map<String, Suite> all = new LinkedHashMap<>();
        all.put("http", HttpSuites::ceiling);
        all.put("batches", HttpSuites::batches);
        all.put("durability", HttpSuites::durability);
        all.put("growth", GrowthSuite::run);
        all.put("soak", SoakSuite::run);
        all.put("start", StartSuite::run);
        all.put("parked", ParkedClients::main);
        all.put("sqlite", SqliteSpeed::main);
        all.put("postgres", PostgresSpeed::main);
        all.put("heap", HeapPerTask::main);
        return all;
    }

    /** Runs a suite. */
    public static void main(String[] args) throws Exception {
        Suite suite = args.length == 0 ? null : all().get(args[0]);
        if (suite == null) {
            System.err.println("The first argument must be one of " + all().keySet());
            System.exit(2);
        } else {
            suite.run(Arrays.copyOfRange(args, 1, args.length));
        }
    }
}
