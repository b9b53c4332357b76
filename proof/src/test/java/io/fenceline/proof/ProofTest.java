package io.fenceline.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** TLC checks the model of recovery: the rules hold, and each of them is needed. */
final class ProofTest {
    @TestFactory
    Stream<DynamicTest> theRulesHold() {
        return tests("rules", report -> Catalogue.whole().stream()
                .map(model -> DynamicTest.dynamicTest(model.name(), () -> {
                    Tlc.Result result = Tlc.check(model);
                    report.row(result, model.name(), model.what());
                    assertThat(result.violated()).as(result.output()).isEmpty();
                })).toList());
    }

    @TestFactory
    Stream<DynamicTest> noRuleCanBeLeftOut() {
        return tests("mutations", report -> Catalogue.rules().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.name() + ": " + rule.text(), () -> {
                    Tlc.Result result = Tlc.check(rule.mutation());
                    report.row(result, rule.name(), rule.hazard(), rule.text(), result.violated());
                    assertThat(result.violated()).as(result.output()).isEqualTo(rule.breaks());
                    assertThat(result.actions()).as("the counterexample").hasSizeGreaterThan(2);
                })).toList());
    }

    @TestFactory
    Stream<DynamicTest> theModelGetsWhereItShould() {
        return tests("reached", report -> Catalogue.reached().stream()
                .map(model -> DynamicTest.dynamicTest(model.name(), () -> {
                    Tlc.Result result = Tlc.check(model);
                    report.row(result, model.name(), model.what());
                    assertThat(result.violated()).as(result.output()).isEqualTo(model.claim());
                })).toList());
    }

    @TestFactory
    Stream<DynamicTest> theHoldCoversDelayAndDriftBelowOneKeepAliveAndNotMore() {
        return tests("limits", report -> Catalogue.limits().stream()
                .map(model -> DynamicTest.dynamicTest(model.name(), () -> {
                    Tlc.Result result = Tlc.check(model);
                    report.row(result, model.name(), model.what(), result.violated());
                    assertThat(result.violated()).as(result.output()).isEqualTo("NoGhostWrite");
                })).toList());
    }

    @TestFactory
    Stream<DynamicTest> theLateWriteGuardSavesTheMediumAsFarAsItCan() {
        return tests("guard", report -> {
            List<DynamicTest> list = new ArrayList<>();
            Model guarded = Catalogue.guarded();
            list.add(DynamicTest.dynamicTest(guarded.name(), () -> {
                Tlc.Result result = Tlc.check(guarded);
                report.row(result, guarded.name(), guarded.what(), "holds");
                assertThat(result.violated()).as(result.output()).isEmpty();
            }));
            for (Model model : Catalogue.unguarded()) {
                list.add(DynamicTest.dynamicTest(model.name(), () -> {
                    Tlc.Result result = Tlc.check(model);
                    report.row(result, model.name(), model.what(), result.violated());
                    assertThat(result.violated()).as(result.output()).isEqualTo("NoStaleMedium");
                }));
            }
            return list;
        });
    }

    @TestFactory
    Stream<DynamicTest> aResetThatHasEndedIsHeardOf() {
        return tests("wakeup", report -> Wakeup.all().stream()
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> {
                    Tlc.Result result = Tlc.check("Wakeup", one.name(), one.configuration());
                    report.row(result, one.what(), one.heard() ? "always" : "not always");
                    assertThat(result.holds()).as(result.output()).isEqualTo(one.heard());
                })).toList());
    }

    @Test
    void withoutPartialFencingNothingNewIsDoneMeanwhile() {
        assertThat(Tlc.check(Catalogue.notPartial()).violated()).isEmpty();
    }

    /** The tests of a table, and last that docs/proof.md has the same numbers. */
    private static Stream<DynamicTest> tests(String table, java.util.function.Function<Report, List<DynamicTest>> make) {
        Report report = new Report(table);
        return Stream.concat(make.apply(report).stream(), Stream.of(DynamicTest.dynamicTest("docs/proof.md has these numbers", () -> {
            report.printTotal();
            assertThat(report.page()).as("run with -Dfenceline.proof.write=true to write the page").isEqualTo(report.rows());
        })));
    }
}
