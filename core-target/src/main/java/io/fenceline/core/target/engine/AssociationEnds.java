package io.fenceline.core.target.engine;

import io.fenceline.api.target.AssociationEnd;
import io.fenceline.core.target.engine.controller.Loss;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How associations were lost: the last of them. A loss that has ended is kept as a picture, so that its controller is not kept. */
final class AssociationEnds {
    private static final class Line {
        private @Nullable Loss running;
        private Supplier<AssociationEnd> view;

        private Line(Loss loss) {
            running = loss;
            view = loss::view;
        }
    }

    private final ArrayDeque<Line> lines = new ArrayDeque<>();

    void lost(Loss loss) {
        if (lines.size() == Limits.ASSOCIATION_ENDS) {
            lines.removeFirst();
        }
        lines.add(new Line(loss));
    }

    void silent(Loss loss) {
        for (Line line : lines) {
            if (line.running == loss) {
                AssociationEnd picture = loss.view();
                line.view = () -> picture;
                line.running = null;
            }
        }
    }

    /** Oldest first. */
    List<AssociationEnd> view() {
        return lines.stream().map(line -> line.view.get()).toList();
    }
}
