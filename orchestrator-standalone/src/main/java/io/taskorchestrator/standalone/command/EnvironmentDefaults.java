package io.taskorchestrator.standalone.command;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Where the options for the way to the server come from when the command line does not give them. */
final class EnvironmentDefaults implements IDefaultValueProvider {

    static final String URL = "ORCHESTRATOR_URL";
    static final String API_KEY = "ORCHESTRATOR_API_KEY";

    private static final Map<String, String> VARIABLES =
            Map.of(ConnectionOptions.URL, URL, ConnectionOptions.API_KEY, API_KEY);

    private final Map<String, String> environment;

    EnvironmentDefaults(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        String variable = argument instanceof OptionSpec option ? VARIABLES.getOrDefault(option.longestName(), "") : "";
        return environment.get(variable);
    }
}
