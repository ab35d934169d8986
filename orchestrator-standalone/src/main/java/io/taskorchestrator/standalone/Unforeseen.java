package io.taskorchestrator.standalone;

import io.taskorchestrator.standalone.command.Plain;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says what nobody has foreseen, for whoever has to find the defect, and ends with a code that means nothing else. */
final class Unforeseen implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace, true));
        PrintWriter err = command.getErr();
        err.println("orchestrator: this is a defect of the program:");
        trace.toString()
                .lines()
                .map(line -> Plain.line(line.replace("\t", "    ")))
                .forEach(err::println);
        return ExitCode.DEFECT;
    }
}
