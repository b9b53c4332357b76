package io.fenceline.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Larger models, for which a build has no time. */
@Tag("long")
final class LargeProofTest {
    @TestFactory
    Stream<DynamicTest> theRulesHoldInLargerModels() {
        Report report = new Report("large");
        return Catalogue.large().stream().map(model -> DynamicTest.dynamicTest(model.name(), () -> {
            Tlc.Result result = Tlc.check(model);
            report.row(result, model.name(), model.what());
            assertThat(result.violated()).as(result.output()).isEmpty();
        }));
    }
}
