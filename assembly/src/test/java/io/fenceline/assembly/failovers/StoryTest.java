package io.fenceline.assembly.failovers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.host.Failover;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Both halves of a failover on one axis. */
final class StoryTest {
    private static final long CIRN = 0x1122_3344_5566_7788L;

    private static Half host(String clock, int ciu, long cirn) {
        return new Half.OfHost(clock, Told.host(5, ciu, cirn, 1500));
    }

    private static Half target(String clock, int ciu, long cirn, long aheadNs) {
        return new Half.OfTarget(clock, Told.target(5, ciu, cirn, aheadNs));
    }

    @Test
    void halvesOfTheSameInstanceBelongTogether() {
        List<Story> stories = Story.join(List.of(target("c", 7, CIRN, 0), host("c", 7, CIRN)));
        assertThat(stories).hasSize(1);
        assertThat(stories.getFirst().oneClock()).isTrue();
        assertThat(stories.getFirst().shiftNs()).isZero();
        assertThat(stories.getFirst().heldNs()).isEqualTo(1_499_800);
        assertThat(stories.getFirst().noticedAfterNs()).isEqualTo(600_000_000);
    }

    @Test
    void otherInstancesOfTheSameControllerAreOtherStories() {
        List<Story> stories = Story.join(List.of(host("c", 7, CIRN), target("c", 8, CIRN, 0), target("c", 7, CIRN + 1, 0)));
        assertThat(stories).hasSize(3);
        assertThat(stories).filteredOn(story -> story.host() != null).singleElement().satisfies(s -> assertThat(s.target()).isNull());
    }

    @Test
    void withoutAnInstanceEachLossIsAStoryOfItsOwn() {
        List<Half> halves = new ArrayList<>();
        Failover f = Told.host(5, 0, 0, 9);
        for (int i = 0; i < 2; i++) {
            halves.add(
                    new Half.OfHost("c", new Failover(f.atMs() + i, f.subsystem(), f.host(), 1, f.address(), 5, 0, 0, f.cause(), "", "time",
                            null, 0, 0, 0, 0, f.steps())));
        }
        halves.add(target("c", 0, 0, 0));
        assertThat(Story.join(halves)).hasSize(3);
    }

    @Test
    void theLaterOfTwoSameHalvesCounts() {
        Half later = new Half.OfHost("c", Told.host(5, 7, CIRN, 2500));
        assertThat(Story.join(List.of(host("c", 7, CIRN), later))).singleElement()
                .satisfies(s -> assertThat(s.host()).isEqualTo(((Half.OfHost) later).failover()));
    }

    @Test
    void theTimelineIsInOrderAndCountsFromTheDetection() {
        Story story = Story.join(List.of(host("c", 7, CIRN), target("c", 7, CIRN, 0))).getFirst();
        List<Mark> marks = Mark.of(story);
        assertThat(marks).extracting(Mark::label).containsExactly("last-answer", "first-missed", "detected", "reset-sent",
                "association-lost", "reset-accepted", "silent", "reset-done", "fenced", "first-retry", "reconnected");
        assertThat(marks).extracting(Mark::atNs).startsWith(-600_000_000L, -500_000_000L, 0L, 100_000L, 200_000L, 200_000L, 500_000L,
                510_000L);
        assertThat(marks).filteredOn(m -> m.side() == Mark.Side.TARGET).hasSize(4);
    }

    @Test
    void twoClocksAreBroughtTogetherByTheTimeOfDay() {
        long ahead = 3_600_000_000_000L;
        Story story = Story.join(List.of(host("here", 7, CIRN), target("there", 7, CIRN, ahead))).getFirst();
        assertThat(story.oneClock()).isFalse();
        // Both noticed in the same millisecond of the day.
        assertThat(Mark.of(story)).filteredOn(m -> m.label().equals("association-lost")).singleElement()
                .satisfies(m -> assertThat(m.atNs()).isZero());
    }

    @Test
    void aTargetAloneHasATimelineToo() {
        Story story = Story.join(List.of(target("c", 7, CIRN, 0))).getFirst();
        assertThat(Mark.of(story)).extracting(Mark::label).startsWith("association-lost");
        assertThat(Mark.of(story).getFirst().atNs()).isZero();
        assertThat(story.heldNs()).isEqualTo(-1);
    }
}
