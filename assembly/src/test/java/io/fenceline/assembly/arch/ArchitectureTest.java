package io.fenceline.assembly.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The forbidden arrows of docs/architecture.md, checked on the byte code of every room. */
final class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter().importPaths(Rooms.classFolders());

    /** What decides: no thread, clock, socket, randomness or log in there. */
    private static final String[] ENGINES = {"io.fenceline.core.target.engine..", "io.fenceline.core.host.engine..",
            "io.fenceline.core.host.policy..",
            "io.fenceline.transport.tcp.engine..",
            "io.fenceline.transport.tcp.pdu..", "io.fenceline.assembly.nbd.engine..", "io.fenceline.wire.."};

    @Test
    void everyRoomIsLookedAt() {
        for (String room : Rooms.NAMES) {
            String module = "io.fenceline." + room.replace('-', '.');
            assertThat(ALL.stream().anyMatch(c -> c.getPackageName().startsWith(module))).as("classes of %s", module).isTrue();
        }
    }

    @Test
    void coresAndTransportsDoNotKnowEachOther() {
        check(noClasses().that().resideInAPackage("io.fenceline.core..").should().dependOnClassesThat()
                .resideInAPackage("io.fenceline.transport.."));
        check(noClasses().that().resideInAPackage("io.fenceline.transport..").should().dependOnClassesThat()
                .resideInAPackage("io.fenceline.core.."));
    }

    @Test
    void transportsStandOnTheirSpiAlone() {
        check(noClasses().that().resideInAPackage("io.fenceline.transport.tcp..").should().dependOnClassesThat(
                ours("api", "wire", "spi.transport", "transport.tcp")));
    }

    @Test
    void coreOfTheTargetStandsOnItsSpisAlone() {
        check(noClasses().that().resideInAPackage("io.fenceline.core.target..").should().dependOnClassesThat(
                ours("api", "wire", "spi.transport", "spi.backend", "core.conductor", "core.target")));
    }

    @Test
    void coreOfTheHostStandsOnItsSpisAlone() {
        check(noClasses().that().resideInAPackage("io.fenceline.core.host..").should().dependOnClassesThat(
                ours("api", "wire", "spi.transport", "spi.policy", "core.conductor", "core.host")));
    }

    @Test
    void coresDoNotKnowEachOther() {
        check(noClasses().that().resideInAPackage("io.fenceline.core.host..").should().dependOnClassesThat()
                .resideInAPackage("io.fenceline.core.target.."));
        check(noClasses().that().resideInAPackage("io.fenceline.core.target..").should().dependOnClassesThat()
                .resideInAPackage("io.fenceline.core.host.."));
    }

    @Test
    void backEndsStandOnTheirSpiAlone() {
        check(noClasses().that().resideInAPackage("io.fenceline.backend..").should().dependOnClassesThat(
                ours("api", "wire", "spi.backend", "backend")));
    }

    @Test
    void spisStandOnTheApiAloneAndTheApiOnNothing() {
        check(noClasses().that().resideInAPackage("io.fenceline.spi.transport..").should().dependOnClassesThat(
                ours("api", "wire", "spi.transport")));
        check(noClasses().that().resideInAPackage("io.fenceline.spi.backend..").should().dependOnClassesThat(
                ours("api", "wire", "spi.backend")));
        check(noClasses().that().resideInAPackage("io.fenceline.spi.policy..").should().dependOnClassesThat(
                ours("api", "spi.policy")));
        check(noClasses().that().resideInAnyPackage("io.fenceline.api..", "io.fenceline.wire..").should().dependOnClassesThat(
                ours("api", "wire")));
        check(noClasses().that().resideInAPackage("io.fenceline.api..").should().dependOnClassesThat()
                .resideInAPackage("io.fenceline.wire.."));
    }

    @Test
    void testkitStandsOnTheSpisAlone() {
        check(noClasses().that().resideInAPackage("io.fenceline.testkit..").should().dependOnClassesThat(
                ours("api", "wire", "spi.transport", "spi.backend", "core.conductor", "testkit")));
    }

    @Test
    void nobodyDependsOnTheAssembly() {
        check(noClasses().that().resideOutsideOfPackages("io.fenceline.assembly..", "io.fenceline.bench..").should()
                .dependOnClassesThat().resideInAPackage("io.fenceline.assembly.."));
    }

    @Test
    void nettyIsOnlyWhereItBelongs() {
        check(noClasses().that().resideOutsideOfPackages("io.fenceline.transport.tcp.netty..", "io.fenceline.assembly..").should()
                .dependOnClassesThat().resideInAPackage("io.netty.."));
    }

    @Test
    void vertxIsOnlyInTheAssembly() {
        check(noClasses().that().resideOutsideOfPackage("io.fenceline.assembly..").should().dependOnClassesThat()
                .resideInAPackage("io.vertx.."));
    }

    @Test
    void theDisruptorIsOnlyInTheConductor() {
        check(noClasses().that().resideOutsideOfPackage("io.fenceline.core.conductor..").should().dependOnClassesThat()
                .resideInAPackage("com.lmax.."));
    }

    @Test
    void osgiIsNotInEnginesNorInSpis() {
        check(noClasses().that().resideInAnyPackage("io.fenceline.api..", "io.fenceline.wire..", "io.fenceline.spi..",
                "io.fenceline.core.target.engine..", "io.fenceline.core.host.engine..", "io.fenceline.transport.tcp.engine..").should()
                .dependOnClassesThat()
                .resideInAPackage("org.osgi.."));
    }

    @Test
    void enginesHaveNoThreadClockSocketRandomnessOrLog() {
        check(noClasses().that().resideInAnyPackage(ENGINES).should().dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.channels..", "java.util.logging..", "java.time.."));
        Set<String> banned = Set.of("java.lang.Thread", "java.util.Random", "java.util.SplittableRandom",
                "java.util.concurrent.ThreadLocalRandom", "java.security.SecureRandom", "java.lang.System$Logger",
                "java.util.concurrent.Executors", "java.util.Timer");
        check(noClasses().that().resideInAnyPackage(ENGINES).should().dependOnClassesThat(
                describe("bring a thread, randomness or a log", (JavaClass c) -> banned.contains(c.getFullName()))));
        check(noClasses().that().resideInAnyPackage(ENGINES).should().callMethodWhere(describe("reads a clock or a random id",
                (JavaCall<?> call) -> {
                    String method = call.getTargetOwner().getFullName() + "." + call.getName();
                    return method.equals("java.lang.System.nanoTime") || method.equals("java.lang.System.currentTimeMillis")
                            || method.equals("java.util.UUID.randomUUID") || method.equals("java.lang.Math.random");
                })));
    }

    /** Anything of ours that is not in the named packages. */
    private static DescribedPredicate<JavaClass> ours(String... allowed) {
        String[] packages = new String[allowed.length];
        for (int i = 0; i < allowed.length; i++) {
            packages[i] = "io.fenceline." + allowed[i] + "..";
        }
        return resideInAnyPackage("io.fenceline..").and(DescribedPredicate.not(resideInAnyPackage(packages)));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(false).check(ALL);
    }
}
