package io.taskorchestrator.client;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The layers of this module, its public types, and the house rules that a compiler does not check. */
class ArchitectureTest {

    private static final JavaClasses MAIN =
            new ClassFileImporter().importPath(Path.of(System.getProperty("basedir", ""), "target", "classes"));

    /** Where the defaults of the JDK are taken; everybody else is handed them. */
    private static final Set<String> TAKES_THE_DEFAULTS =
            Set.of("io.taskorchestrator.client.OrchestratorClient$Builder");

    @Test
    void theClientKnowsNoStoreAndNoEngine() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.taskorchestrator.memory", "io.taskorchestrator.engine", "com.fasterxml..")
                .because("the tasks are elsewhere, and their textual form is the core's")
                .check(MAIN);
    }

    @Test
    void theModuleHasThesePublicTypes() {
        List<String> types = MAIN.stream()
                .filter(ArchitectureTest::isPublic)
                .map(JavaClass::getSimpleName)
                .sorted()
                .toList();
        assertThat(types).containsExactly("Builder", "OrchestratorClient", "UnexpectedAnswerException");
    }

    @Test
    void timeAndRandomnessAreInjected() {
        noClasses()
                .that(describe("take no defaults", type -> !TAKES_THE_DEFAULTS.contains(type.getName())))
                .should()
                .accessTargetWhere(describe("the clock or the dice", access -> isClockOrDice(access.getTarget())))
                .because("a test decides the time and the seed")
                .check(MAIN);
    }

    @Test
    void nothingSleeps() {
        noClasses()
                .should()
                .accessTargetWhere(
                        describe("sleep", access -> access.getTarget().getName().equals("sleep")))
                .because("a wait ends by a signal, not by a guess")
                .check(MAIN);
    }

    private static boolean isClockOrDice(AccessTarget target) {
        String name = target.getName();
        String owner = target.getOwner().getName();
        return switch (owner) {
            case "java.lang.System" -> name.equals("currentTimeMillis") || name.equals("nanoTime");
            case "java.time.InstantSource" -> name.equals("system");
            case "java.util.UUID" -> name.equals("randomUUID");
            case "java.util.concurrent.ThreadLocalRandom" -> name.equals("current");
            case "java.util.Random", "java.util.SplittableRandom", "java.security.SecureRandom" ->
                name.equals("<init>");
            default -> owner.startsWith("java.time.") && name.equals("now");
        };
    }

    /** A nested type counts when the type around it is public, too. */
    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(ArchitectureTest::isPublic).orElse(true);
    }
}
