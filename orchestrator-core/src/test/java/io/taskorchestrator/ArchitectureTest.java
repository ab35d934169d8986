package io.taskorchestrator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.taskorchestrator.architecture.HouseRules;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The layers of the core, beside the house rules. */
class ArchitectureTest extends HouseRules {
    private static final String ROOT = "io.taskorchestrator";
    private static final String TASK = ROOT + ".task";
    private static final String LIFECYCLE = ROOT + ".lifecycle";
    private static final String STORE = ROOT + ".store";
    private static final String MEMORY = ROOT + ".memory";
    private static final String JSON = ROOT + ".json";
    private static final String ENGINE = ROOT + ".engine";
    private static final String WORKER = ROOT + ".worker";
    private static final String[] ALL = {ROOT, TASK, LIFECYCLE, STORE, MEMORY, JSON, ENGINE, WORKER};
    private static final String JDK = "java..";
    private static final String NULLNESS = "org.jspecify.annotations";
    private static final String LOGGING = "org.slf4j";
    private static final String JACKSON = "com.fasterxml.jackson..";

    @Override
    protected Set<String> takesTheDefaults() {
        return Set.of(ROOT + ".EmbeddedOrchestrator$Builder", WORKER + ".WorkerBuilder");
    }

    @Override
    protected Set<String> measuresDurations() {
        return Set.of(ROOT + ".SteadyClock");
    }

    @Test
    void theTaskPackageUsesOnlyTheJdk() {
        check(layer(TASK).because("a task is a plain value that every adapter can carry"));
    }

    @Test
    void theLifecycleUsesOnlyTasks() {
        check(layer(LIFECYCLE, TASK).because("the rules are pure functions: no clock, no I/O, no log"));
    }

    @Test
    void theStoreUsesOnlyTasksAndTheLifecycle() {
        check(layer(STORE, TASK, LIFECYCLE)
                .because("a store gives atomicity and order; the rules it applies are the lifecycle's"));
    }

    @Test
    void theMemoryStoreUsesOnlyWhatAnyStoreMayUse() {
        check(layer(MEMORY, TASK, LIFECYCLE, STORE, LOGGING, "javax.crypto..")
                .because("it is one store among others, and has nothing that a user's own could not have"));
    }

    @Test
    void theJsonFormUsesOnlyTasksAndTheLifecycle() {
        check(layer(JSON, TASK, LIFECYCLE, JACKSON)
                .because("server, client and SQL store share one form and must not pull in an engine"));
    }

    @Test
    void theEngineUsesOnlyTasksTheLifecycleAndTheStore() {
        check(layer(ENGINE, TASK, LIFECYCLE, STORE, LOGGING)
                .because("what happens by itself works with every store and below every door"));
    }

    @Test
    void theDoorUsesEverythingButTheWorker() {
        check(layer(ROOT, TASK, LIFECYCLE, STORE, MEMORY, JSON, ENGINE, LOGGING)
                .because("a worker talks to an orchestrator, embedded or remote, never the other way round"));
    }

    @Test
    void theWorkerUsesOnlyTasksAndTheDoor() {
        check(layer(WORKER, TASK, LIFECYCLE, ROOT, LOGGING)
                .because("the same worker runs against an embedded and a remote orchestrator"));
    }

    @Test
    void nothingBelowTheDoorKnowsTheDoor() {
        check(noClasses()
                .that()
                .resideInAnyPackage(TASK, LIFECYCLE, STORE, MEMORY, JSON, ENGINE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .because("the inner packages can be read and tested without the door"));
    }

    @Test
    void everyClassLivesInAKnownPackage() {
        check(classes()
                .should()
                .resideInAnyPackage(ALL)
                .because("a new package needs its place among the layers of this test first"));
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().assignedFrom(oneSliceAPackage())
                .should()
                .beFreeOfCycles()
                .because("packages in a cycle are one package"));
    }

    /** A package uses itself, the JDK, the nullness annotations and the packages named. */
    private static ArchRule layer(String name, String... uses) {
        String[] allowed = Stream.concat(Stream.of(name, JDK, NULLNESS), Arrays.stream(uses))
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(name)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed);
    }

    private static SliceAssignment oneSliceAPackage() {
        return new SliceAssignment() {
            @Override
            public String getDescription() {
                return "packages";
            }

            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return SliceIdentifier.of(type.getPackageName());
            }
        };
    }
}
