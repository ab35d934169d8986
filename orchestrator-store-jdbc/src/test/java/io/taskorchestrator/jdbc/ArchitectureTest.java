package io.taskorchestrator.jdbc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.architecture.HouseRules;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What this module uses, and its public types, beside the house rules. */
class ArchitectureTest extends HouseRules {

    /** A secret must never be predictable, so nobody hands it in. */
    @Override
    protected Set<String> takesTheDefaults() {
        return Set.of("io.taskorchestrator.jdbc.Secret");
    }

    @Test
    void theStoreUsesWhatAnyStoreMayUse() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.taskorchestrator", "io.taskorchestrator.memory", "io.taskorchestrator.engine")
                .because("it is one store among others, and has nothing that a user's own could not have"));
    }

    @Test
    void theModuleHasThesePublicTypes() {
        assertThat(publicTypes("io.taskorchestrator.jdbc"))
                .containsExactly("JdbcStoreOptions", "JdbcTaskStore", "Migrated", "Reason", "StoreOpenException");
    }
}
