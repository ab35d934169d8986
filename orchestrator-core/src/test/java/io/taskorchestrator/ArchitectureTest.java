package io.taskorchestrator;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The layers of the core and the house rules that a compiler does not check, each with its reason. */
class ArchitectureTest {
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

    /** Where the defaults for the clock and for randomness are taken; everybody else is handed them. */
    private static final Set<String> TAKES_THE_DEFAULTS =
            Set.of(ROOT + ".EmbeddedOrchestrator$Builder", WORKER + ".WorkerBuilder");

    /** Who may read {@code System.nanoTime()}, and only to measure a duration. */
    private static final Set<String> MEASURES_DURATIONS = Set.of(WORKER + ".WorkerBuilder");

    private static final JavaClasses MAIN =
            new ClassFileImporter().importPath(Path.of(System.getProperty("basedir", ""), "target", "classes"));

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
        check(layer(MEMORY, TASK, LIFECYCLE, STORE, LOGGING)
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

    @Test
    void timeAndRandomnessAreInjected() {
        check(noClasses()
                .that(otherThan(TAKES_THE_DEFAULTS))
                .should()
                .accessTargetWhere(target("the clock or the dice of the JDK", ArchitectureTest::isClockOrDice))
                .because("a test decides the time and the seed; only the builders take the defaults of the JDK"));
    }

    @Test
    void nothingSleeps() {
        check(noClasses()
                .should()
                .accessTargetWhere(target("sleep", t -> t.getName().equals("sleep")))
                .because("every loop can be stepped by hand; a wait ends by a signal, not by a guess"));
    }

    @Test
    void nanoTimeOnlyMeasuresDurations() {
        check(noClasses()
                .that(otherThan(MEASURES_DURATIONS))
                .should()
                .accessTargetWhere(target("System.nanoTime", t -> t.getName().equals("nanoTime")))
                .because("it is a second clock that no test advances"));
    }

    @Test
    void staticFieldsAreFinal() {
        check(fields().that().areStatic().should().beFinal().because("two orchestrators in one JVM share no state"));
    }

    @Test
    void publicFieldsAreConstants() {
        check(fields().that()
                .arePublic()
                .should()
                .beStatic()
                .andShould()
                .beFinal()
                .andShould(notBeArrays())
                .because("state is reached through methods; an array constant can be written by anybody"));
    }

    @Test
    void everyPackageIsNullMarked() {
        check(classes()
                .should(liveInANullMarkedPackage())
                .because("without @NullMarked in its package-info a package is not checked for null"));
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

    /** Packages may still be empty while the core grows. */
    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(MAIN);
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

    private static DescribedPredicate<JavaClass> otherThan(Set<String> names) {
        return describe("are not " + names, type -> !names.contains(type.getName()));
    }

    /** Calls and method references alike. */
    private static DescribedPredicate<JavaAccess<?>> target(String what, Predicate<AccessTarget> test) {
        return describe(what, access -> test.test(access.getTarget()));
    }

    private static boolean isClockOrDice(AccessTarget target) {
        String name = target.getName();
        String owner = target.getOwner().getName();
        return switch (owner) {
            case "java.lang.System" -> name.equals("currentTimeMillis");
            case "java.time.Clock" -> name.startsWith("system") || name.startsWith("tick");
            case "java.time.InstantSource" -> name.equals("system");
            case "java.lang.Math", "java.lang.StrictMath" -> name.equals("random");
            case "java.util.UUID" -> name.equals("randomUUID");
            case "java.util.concurrent.ThreadLocalRandom" -> name.equals("current");
            case "java.util.random.RandomGenerator" -> name.equals("getDefault") || name.equals("of");
            case "java.security.SecureRandom" -> isConstructor(target) || name.startsWith("getInstance");
            case "java.util.Date", "java.util.Random", "java.util.SplittableRandom" ->
                isConstructor(target) && hasNoParameters(target);
            default -> owner.startsWith("java.time.") && name.equals("now");
        };
    }

    private static boolean isConstructor(AccessTarget target) {
        return target.getName().equals("<init>");
    }

    private static boolean hasNoParameters(AccessTarget target) {
        return target instanceof AccessTarget.CodeUnitAccessTarget unit
                && unit.getRawParameterTypes().isEmpty();
    }

    private static ArchCondition<JavaField> notBeArrays() {
        return ArchCondition.from(
                describe("be no arrays", field -> !field.getRawType().isArray()));
    }

    private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
        return ArchCondition.from(describe(
                "live in a @NullMarked package", type -> type.getPackage().isAnnotatedWith(NullMarked.class)));
    }
}
