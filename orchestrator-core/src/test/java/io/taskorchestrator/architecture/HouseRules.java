package io.taskorchestrator.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * The house rules that a compiler does not check, each with its reason, for the main classes of the module that runs the tests. A
 * module's architecture test extends this, says who is excepted, and adds the module's layers.
 */
public abstract class HouseRules {

    /** The main classes of this module. */
    protected static final JavaClasses MAIN =
            new ClassFileImporter().importPath(Path.of(System.getProperty("basedir", ""), "target", "classes"));

    /** For subclasses. */
    protected HouseRules() {}

    /** Where the defaults of the JDK for the clock and for randomness are taken; everybody else is handed them. */
    protected abstract Set<String> takesTheDefaults();

    /** Who may read {@code System.nanoTime()}, and only to measure a duration. */
    protected Set<String> measuresDurations() {
        return Set.of();
    }

    /** Checks {@code rule}; one that is about nothing yet holds. */
    protected static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(MAIN);
    }

    /** The simple names of the public types in {@code packageName}, sorted; a nested type counts when the one around it is public. */
    protected static List<String> publicTypes(String packageName) {
        return MAIN.stream()
                .filter(type -> type.getPackageName().equals(packageName))
                .filter(HouseRules::isPublic)
                .map(JavaClass::getSimpleName)
                .sorted()
                .toList();
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(HouseRules::isPublic).orElse(true);
    }

    @Test
    void timeAndRandomnessAreInjected() {
        check(noClasses()
                .that(otherThan(takesTheDefaults()))
                .should()
                .accessTargetWhere(target("the clock or the dice of the JDK", HouseRules::isClockOrDice))
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
                .that(otherThan(measuresDurations()))
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
