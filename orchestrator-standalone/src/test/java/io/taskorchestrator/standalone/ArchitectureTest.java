package io.taskorchestrator.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.taskorchestrator.architecture.HouseRules;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The layers of the program, beside the house rules. */
class ArchitectureTest extends HouseRules {

    /** A program has nobody above it to hand them in: they are taken where the database is opened. */
    @Override
    protected Set<String> takesTheDefaults() {
        String database = Database.class.getName();
        return Set.of(database + "$Memory", database + "$Sqlite", database + "$Postgres", database + "$Forms");
    }

    @Override
    protected Set<String> measuresDurations() {
        return Set.of("io.taskorchestrator.standalone.exec.ProcessTree");
    }

    @Test
    void commandsAreWrittenAgainstTheOrchestratorWhereverItIs() {
        check(noClasses()
                .that()
                .resideInAnyPackage("..standalone.command", "..standalone.exec")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.taskorchestrator.client",
                        "io.taskorchestrator.http..",
                        "io.taskorchestrator.jdbc",
                        "io.taskorchestrator.standalone")
                .because("tests run them against an orchestrator in the same JVM"));
    }
}
