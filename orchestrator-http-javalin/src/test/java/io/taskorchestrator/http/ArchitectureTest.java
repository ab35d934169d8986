package io.taskorchestrator.http;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.architecture.HouseRules;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The layers of this module and its public types, beside the house rules. */
class ArchitectureTest extends HouseRules {

    @Override
    protected Set<String> takesTheDefaults() {
        return Set.of("io.taskorchestrator.http.HttpSettings$Builder");
    }

    @Override
    protected Set<String> measuresDurations() {
        return Set.of(
                "io.taskorchestrator.http.Answering",
                "io.taskorchestrator.http.Health",
                "io.taskorchestrator.http.Pipeline");
    }

    @Test
    void whoMayDoWhatIsDecidedOnPlainValues() {
        check(noClasses()
                .that()
                .resideInAPackage("..http.access")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.taskorchestrator.http",
                        "io.taskorchestrator.http.parking",
                        "io.javalin..",
                        "jakarta..",
                        "org.eclipse..")
                .because("it is attacked in tests without a server"));
    }

    @Test
    void onlyParkingLooksAtJettysConnections() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("..http.parking")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.jetty.io..")
                .because("what lies below the servlet API has one place"));
        check(noClasses()
                .that()
                .resideInAPackage("..http.parking")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.taskorchestrator.http", "io.taskorchestrator.http.access", "io.javalin..")
                .because("it knows requests of the servlet API, and nothing of ours"));
    }

    @Test
    void theDoorHasThesePublicTypes() {
        assertThat(publicTypes("io.taskorchestrator.http"))
                .containsExactly(
                        "Answered",
                        "Builder",
                        "HttpSettings",
                        "Limits",
                        "Monitoring",
                        "OrchestratorPlugin",
                        "OrchestratorServer",
                        "RequestObserver");
    }
}
