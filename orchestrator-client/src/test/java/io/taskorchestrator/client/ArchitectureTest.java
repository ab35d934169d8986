package io.taskorchestrator.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.architecture.HouseRules;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What this module uses, and its public types, beside the house rules. */
class ArchitectureTest extends HouseRules {

    @Override
    protected Set<String> takesTheDefaults() {
        return Set.of("io.taskorchestrator.client.OrchestratorClient$Builder");
    }

    @Test
    void theClientKnowsNoStoreAndNoEngine() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.taskorchestrator.memory", "io.taskorchestrator.engine", "com.fasterxml..")
                .because("the tasks are elsewhere, and their textual form is the core's"));
    }

    @Test
    void theModuleHasThesePublicTypes() {
        assertThat(publicTypes("io.taskorchestrator.client"))
                .containsExactly("Builder", "OrchestratorClient", "UnexpectedAnswerException");
    }
}
