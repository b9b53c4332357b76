package io.fenceline.testkit.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.Failover;
import io.fenceline.api.host.Failover.Kind;
import io.fenceline.api.host.Failover.Proof;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Stories as a host may tell them, and such as it may not. */
final class StoryCheckerTest {
    @Test
    void aResetThatWasAnsweredAtOnceProves() {
        allowed(story(Proof.CROSS_CONTROLLER_RESET, "LAST_ANSWER FIRST_MISSED DETECTED SILENT_HERE READS_RELEASED RESET_SENT RESET_ANSWERED"
                + " FENCED FIRST_RETRY RECONNECTED"));
    }

    @Test
    void aResetThatTheLogConfirmsProves() {
        allowed(story(Proof.CROSS_CONTROLLER_RESET,
                "DETECTED SILENT_HERE RESET_SENT RESET_ANSWERED RESET_LOG_READ RESET_EVENT RESET_LOG_READ FENCED RECONNECTED"));
    }

    @Test
    void anEventMayComeBeforeTheAnswer() {
        allowed(story(Proof.CROSS_CONTROLLER_RESET, "DETECTED SILENT_HERE RESET_SENT RESET_EVENT RESET_ANSWERED RESET_LOG_READ FENCED"));
    }

    @Test
    void timeProvesAfterResetsThatCameToNothing() {
        allowed(story(Proof.TIME, "DETECTED SILENT_HERE RESET_SENT RESET_FAILED RESET_SENT RESET_ANSWERED REFUSED FENCED FIRST_RETRY"));
    }

    @Test
    void anAgentProves() {
        allowed(story(Proof.AGENT, "DETECTED SILENT_HERE AGENT_ASKED RESET_SENT AGENT_ANSWERED FENCED FIRST_RETRY REMOVED"));
    }

    @Test
    void aStoryThatHasNotEndedIsJudgedAsFarAsItGoes() {
        allowed(story(null, "DETECTED SILENT_HERE RESET_SENT"));
        allowed(story(null, ""));
    }

    @Test
    void aHostMayEndDuringAFence() {
        allowed(story(null, "DETECTED SILENT_HERE RESET_SENT REMOVED"));
        refused(story(null, "DETECTED SILENT_HERE REMOVED FIRST_RETRY"), "first-retry is no step of phase ABANDONED");
    }

    @Test
    void aRetryBeforeTheFenceIsAGhostInTheMaking() {
        refused(story(Proof.TIME, "DETECTED SILENT_HERE FIRST_RETRY FENCED"), "first-retry is no step of phase SILENT");
        refused(story(null, "DETECTED FIRST_RETRY"), "first-retry is no step of phase FENCING");
    }

    @Test
    void noFenceEndsBeforeThisEndIsSilent() {
        refused(story(Proof.TIME, "DETECTED FENCED"), "fenced is no step of phase FENCING");
    }

    @Test
    void noProofComesFromNothing() {
        refused(story(Proof.CROSS_CONTROLLER_RESET, "DETECTED SILENT_HERE FENCED"), "without reset-sent, reset-answered before it");
        refused(story(Proof.CROSS_CONTROLLER_RESET, "DETECTED SILENT_HERE RESET_SENT FENCED"), "without reset-answered before it");
        refused(story(Proof.AGENT, "DETECTED SILENT_HERE AGENT_ASKED FENCED"), "without agent-answered before it");
        refused(story(null, "DETECTED SILENT_HERE FENCED"), "was fenced without a proof");
        refused(story(Proof.TIME, "DETECTED SILENT_HERE"), "has the proof time, and was not fenced");
    }

    @Test
    void anEventOrAFailureIsNoProof() {
        refused(story(Proof.CROSS_CONTROLLER_RESET, "DETECTED SILENT_HERE RESET_SENT RESET_ANSWERED RESET_EVENT FENCED"),
                "after reset-event; one of reset-answered, reset-log-read was to be the last step");
        refused(story(Proof.CROSS_CONTROLLER_RESET, "DETECTED SILENT_HERE RESET_SENT RESET_ANSWERED RESET_FAILED FENCED"),
                "after reset-failed");
    }

    @Test
    void anAnswerNeedsAQuestion() {
        refused(story(null, "DETECTED SILENT_HERE RESET_ANSWERED"), "reset-answered without reset-sent before it");
        refused(story(null, "DETECTED SILENT_HERE RESET_LOG_READ"), "reset-log-read without reset-sent before it");
        refused(story(null, "DETECTED SILENT_HERE AGENT_ANSWERED"), "agent-answered without agent-asked before it");
    }

    @Test
    void aLossIsDetectedOnceAndFirst() {
        refused(story(null, "SILENT_HERE"), "silent-here is no step of phase LIVE");
        refused(story(null, "DETECTED DETECTED"), "detected is no step of phase FENCING");
        refused(story(null, "DETECTED SILENT_HERE SILENT_HERE"), "silent-here is no step of phase SILENT");
    }

    @Test
    void nothingIsConnectedAgainBeforeTheProof() {
        refused(story(null, "DETECTED SILENT_HERE RECONNECTED"), "reconnected is no step of phase SILENT");
    }

    @Test
    void nothingHeldMeansNothing() {
        List<Failover.Step> steps = List.of(step(Kind.DETECTED, 1), step(Kind.SILENT_HERE, 2), step(Kind.FENCED, 3));
        refused(story(Proof.NOTHING_HELD, steps, 1), "fenced because nothing was held, and 2 commands were, 1 of them writes");
        allowed(story(Proof.NOTHING_HELD, "DETECTED SILENT_HERE READS_RELEASED FENCED", 0));
        refused(story(Proof.TIME, "DETECTED SILENT_HERE FENCED FIRST_RETRY", 0), "tells of a retry, and no write was held");
    }

    @Test
    void timeDoesNotRunBackwards() {
        refused(story(null, List.of(step(Kind.DETECTED, 5), step(Kind.SILENT_HERE, 4)), 1), "silent-here at 4 ns is told after");
    }

    private static void allowed(Failover story) {
        assertThat(new StoryChecker().check(story)).as(story.toString()).isEmpty();
    }

    private static void refused(Failover story, String why) {
        assertThat(new StoryChecker().check(story)).as(story.toString()).anySatisfy(wrong -> assertThat(wrong).contains(why));
    }

    private static Failover story(@Nullable Proof proof, String steps) {
        return story(proof, steps, 1);
    }

    private static Failover story(@Nullable Proof proof, String steps, int heldWrites) {
        List<Failover.Step> list = new ArrayList<>();
        for (String step : Arrays.stream(steps.split(" ")).filter(word -> !word.isEmpty()).toList()) {
            Kind kind = Kind.valueOf(step);
            list.add(step(kind, list.size()));
        }
        return story(proof, list, heldWrites);
    }

    private static Failover story(@Nullable Proof proof, List<Failover.Step> steps, int heldWrites) {
        return new Failover(0, Nqn.of("nqn.2024-01.io.fenceline:s"), Nqn.of("nqn.2024-01.io.fenceline:h"), 1,
                TransportAddress.memory("a"), 1, 1, 1, Failover.Cause.CONNECTION, "", "ccr-then-time", proof, heldWrites + 1,
                heldWrites, 0, 0, steps);
    }

    private static Failover.Step step(Kind kind, long atNs) {
        return new Failover.Step(kind, atNs, "");
    }
}
