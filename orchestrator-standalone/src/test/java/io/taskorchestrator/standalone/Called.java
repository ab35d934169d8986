package io.taskorchestrator.standalone;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a command line that was run in this JVM, without starting a server.
 *
 * @param code the exit code
 * @param configuration what a server would have been started with
 * @param remarks what would have been put into its log
 * @param out what it printed
 * @param err what it printed as an error
 */
record Called(int code, Optional<Configuration> configuration, List<String> remarks, String out, String err) {

    /** Runs {@code orchestrator} with these arguments, split at spaces. */
    static Called orchestrator(Map<String, String> environment, String arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Started started = new Started();
        int code = Main.commandLine(environment, started, new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));
        return new Called(code, started.configuration, started.remarks, out.toString(), err.toString());
    }

    /** Runs {@code orchestrator serve} with these arguments, split at spaces. */
    static Called serve(Map<String, String> environment, String arguments) {
        return orchestrator(environment, ("serve " + arguments).strip());
    }

    /** The configuration of {@code orchestrator serve}, which must be a good one. */
    static Configuration configured(Map<String, String> environment, String arguments) {
        Called called = serve(environment, arguments);
        return called.configuration.orElseThrow(() -> new AssertionError(called.err));
    }

    private static final class Started implements ServeCommand.Start {

        private Optional<Configuration> configuration = Optional.empty();
        private List<String> remarks = List.of();

        @Override
        public int run(Configuration given, List<String> givenRemarks) {
            configuration = Optional.of(given);
            remarks = givenRemarks;
            return 0;
        }
    }
}
