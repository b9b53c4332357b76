package io.fenceline.testkit.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Failover.Kind;
import io.fenceline.testkit.story.FenceTable.Phase;
import io.fenceline.testkit.story.FenceTable.Row;
import org.junit.jupiter.api.Test;

/** The table of the model is the one of the code. */
final class FenceTableTest {
    @Test
    void theModelAndTheCodeAllowTheSameChangesOfState() {
        for (ControllerState from : ControllerState.values()) {
            for (ControllerState to : ControllerState.values()) {
                assertThat(FenceTable.THE.allows(from, to)).as(from + " to " + to).isEqualTo(from.mayBecome(to));
            }
        }
    }

    @Test
    void everyStepOfAStoryHasItsPlace() {
        for (Kind kind : Kind.values()) {
            assertThat(FenceTable.THE.steps()).as(kind.label()).anyMatch(row -> row.step() == kind);
        }
    }

    @Test
    void aStepLeadsToOnePhase() {
        for (Row row : FenceTable.THE.steps()) {
            assertThat(FenceTable.THE.steps()).filteredOn(other -> other.from() == row.from() && other.step() == row.step()).hasSize(1);
        }
    }

    @Test
    void nothingLeadsAroundTheFence() {
        for (Row row : FenceTable.THE.steps()) {
            if (row.to() == Phase.FENCED && row.from() != Phase.FENCED) {
                assertThat(row).isEqualTo(new Row(Phase.SILENT, Kind.FENCED, Phase.FENCED));
            }
            if (row.step() == Kind.FIRST_RETRY || row.step() == Kind.RECONNECTED) {
                assertThat(row.from()).as(row.toString()).isIn(Phase.FENCED, Phase.OVER);
            }
            if (row.to() == Phase.OVER) {
                assertThat(row.from()).as(row.toString()).isIn(Phase.FENCED, Phase.OVER);
            }
        }
    }

    @Test
    void aRowThatCannotBeReadIsNamed() {
        assertThatThrownBy(() -> new FenceTable(FenceTable.source().replaceFirst("<<\"LIVE\", \"DETECTED\"", "<<\"LIVE\" \"DETECTED\"")))
                .hasMessageContaining("Fence.tla, Steps:").hasMessageContaining("no row of 3 strings");
        assertThatThrownBy(() -> new FenceTable("")).hasMessage("Fence.tla has no set Steps");
    }
}
