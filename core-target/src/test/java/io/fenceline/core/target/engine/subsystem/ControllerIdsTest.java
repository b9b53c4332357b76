package io.fenceline.core.target.engine.subsystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ControllerIdsTest {
    @Test
    void identifiersComeFromTheRangeAndRunOut() {
        ControllerIds ids = new ControllerIds(10, 12, 0);
        assertThat(new int[]{ids.take(), ids.take(), ids.take(), ids.take()}).containsExactly(10, 11, 12, -1);
        ids.release(11);
        assertThat(ids.take()).isEqualTo(11);
    }

    @Test
    void freedIdentifierIsNotUsedAgainBeforeTheRestHasBeen() {
        ControllerIds ids = new ControllerIds(1, 4, 0);
        int first = ids.take();
        ids.release(first);
        assertThat(new int[]{ids.take(), ids.take(), ids.take(), ids.take()}).containsExactly(2, 3, 4, 1);
    }

    @Test
    void startLiesInTheRangeWhateverItIs() {
        assertThat(new ControllerIds(5, 9, 7).take()).isEqualTo(7);
        assertThat(new ControllerIds(5, 9, -1).take()).isEqualTo(9);
        assertThat(new ControllerIds(5, 5, Long.MAX_VALUE).take()).isEqualTo(5);
    }

    @Test
    void identifierThatIsNotInUseCannotBeReleased() {
        assertThatThrownBy(() -> new ControllerIds(1, 4, 0).release(2)).isInstanceOf(IllegalStateException.class);
    }
}
