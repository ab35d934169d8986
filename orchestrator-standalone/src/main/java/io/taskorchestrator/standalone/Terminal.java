package io.taskorchestrator.standalone;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Whether somebody looks on. */
final class Terminal {

    private Terminal() {}

    /**
     * Whether input and output are a terminal's. To Java 21 there is a console only then; from 22 on there is always one,
     * which knows by a method that this program's Java does not have yet.
     */
    @SuppressWarnings("SystemConsoleNull")
    static boolean isThere() {
        @Nullable Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
