package io.taskorchestrator.standalone;

import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Says in one line what is wrong with a command line, a variable or a file. Never shows a secret. */
final class OneLine implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        command.getErr().println(text(failure));
        return ExitCode.NOT_UNDERSTOOD;
    }

    private static String text(ParameterException failure) {
        if (failure.getCause() instanceof TypeConversionException allowed
                && failure.getArgSpec() instanceof OptionSpec option) {
            return Sources.complaint(option, String.valueOf(failure.getValue()), String.valueOf(allowed.getMessage()));
        }
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("The command line is not understood");
    }
}
