package io.fenceline.tck.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fenceline.api.Options;
import io.fenceline.spi.policy.FencingAgent;
import io.fenceline.tck.policy.AgentQuestion.Said;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link FencingAgent}. A vendor subclasses it and gives a fixture that can tell whether what an agent calls silent
 * is silent. Everything that a host repeats hangs on that one word: after each test it is checked that it never was a lie.
 */
public abstract class FencingAgentContract {
    private static final int MANY = 16;
    /** How long an agent is watched that has nothing to say, and how often its silence is looked at again. */
    private static final Duration WATCHED = Duration.ofMillis(300);
    /** What a timeline shows in one line. */
    private static final int MAX_LINE = 200;

    private final List<AgentQuestion> questions = new ArrayList<>();
    private final List<FencingAgent> agents = new ArrayList<>();
    private FencingAgentFixture fixture;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // made before each test
    protected FencingAgentContract() {
    }

    /**
     * A new fixture.
     *
     * @return fresh for each test, closed after it
     */
    public abstract FencingAgentFixture fixture();

    /** Opens the fixture. */
    @BeforeEach
    public void openFixture() {
        fixture = fixture();
    }

    /** Closes everything, and checks what holds after each test. */
    @AfterEach
    public void closeFixture() {
        try {
            agents.forEach(FencingAgent::close);
            for (AgentQuestion question : questions) {
                assertThat(question.givesUp(fixture.limit()))
                        .as("the question about %s ends when it is interrupted and the agent is closed",
                                question.lost())
                        .isTrue();
                assertThat(question.answers()).as("answers about %s", question.lost()).isLessThanOrEqualTo(1);
                assertThat(question.lied()).as("%s was called silent (%s) and was not", question.lost(), question.line()).isFalse();
            }
        } finally {
            fixture.close();
        }
    }

    private FencingAgent agent() {
        FencingAgent agent = fixture.provider().open(Options.of(fixture.provider().options(), fixture.options()));
        agents.add(agent);
        return agent;
    }

    private AgentQuestion ask(FencingAgent agent, FencingAgent.Lost lost) {
        AgentQuestion question = new AgentQuestion(fixture, agent, lost);
        questions.add(question);
        return question;
    }

    /** The name is fit for configuration. */
    @Test
    public void required_name_isLowerCaseWithHyphens() {
        assertThat(fixture.provider().name()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*").isEqualTo(fixture.provider().name());
    }

    /** With a device that does what is asked, silence is proved in time, in one line that a person can read. */
    @Test
    public void required_fence_provesSilence() {
        AgentQuestion question = ask(agent(), fixture.lost());
        assertThat(question.await(fixture.limit())).as("the answer, %s", question.line()).isEqualTo(Said.SILENT);
        assertThat(question.line()).as("the proof").isNotBlank().doesNotContain("\n").hasSizeLessThanOrEqualTo(MAX_LINE);
    }

    /** What is silent stays silent: also a moment later, when the host has begun to repeat. */
    @Test
    public void required_fence_silenceLasts() {
        AgentQuestion question = ask(agent(), fixture.lost());
        assertThat(question.await(fixture.limit())).as("the answer, %s", question.line()).isEqualTo(Said.SILENT);
        long until = System.nanoTime() + WATCHED.toNanos();
        do {
            assertThat(fixture.silent(question.lost())).as("%s is still silent", question.lost()).isTrue();
            Thread.onSpinWait();
        } while (System.nanoTime() - until < 0);
    }

    /** Many controllers are lost together, when a node is: each question has its own answer. */
    @Test
    public void required_fence_manyAtOnce() {
        FencingAgent agent = agent();
        List<AgentQuestion> many = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            many.add(ask(agent, fixture.lost()));
        }
        for (AgentQuestion question : many) {
            assertThat(question.await(fixture.limit())).as("the answer about %s, %s", question.lost(), question.line())
                    .isEqualTo(Said.SILENT);
        }
    }

    /** The same controller can be asked about twice: by two hosts, or after the first answer was lost. */
    @Test
    public void required_fence_twiceIsAsGoodAsOnce() {
        FencingAgent.Lost lost = fixture.lost();
        for (FencingAgent agent : List.of(agent(), agent())) {
            AgentQuestion question = ask(agent, lost);
            assertThat(question.await(fixture.limit())).as("the answer, %s", question.line()).isEqualTo(Said.SILENT);
        }
    }

    /** Each subsystem has an agent of its own; closing one leaves the others alone. */
    @Test
    public void required_open_agentsAreIndependent() {
        FencingAgent first = agent();
        FencingAgent second = agent();
        first.close();
        AgentQuestion question = ask(second, fixture.lost());
        assertThat(question.await(fixture.limit())).as("the answer, %s", question.line()).isEqualTo(Said.SILENT);
    }

    /** A device that does not do what is asked: failed or an exception, and never silence that is none. */
    @Test
    public void optional_fence_aRefusalIsNoSilence() {
        assumeTrue(fixture.canRefuse(), "SKIPPED: the fixture has no device that refuses");
        FencingAgent.Lost lost = fixture.lost();
        fixture.refuse(lost);
        AgentQuestion question = ask(agent(), lost);
        assertThat(question.await(fixture.limit())).as("the answer to a refusal").isIn(Said.FAILED, Said.THREW);
        assertThat(question.line()).as("why").isNotBlank().doesNotContain("\n");
    }

    /** A device that never answers: nothing, or failed; never silence. Its question ends when it is given up. */
    @Test
    public void optional_fence_noAnswerIsNoSilence() {
        assumeTrue(fixture.canHang(), "SKIPPED: the fixture has no device that hangs");
        FencingAgent.Lost lost = fixture.lost();
        fixture.hang(lost);
        FencingAgent agent = agent();
        AgentQuestion question = ask(agent, lost);
        assertThat(question.await(WATCHED)).as("the answer of a device that does not answer").isNotEqualTo(Said.SILENT);
        AgentQuestion other = ask(agent, fixture.lost());
        assertThat(other.await(fixture.limit())).as("the answer about another one meanwhile, %s", other.line()).isEqualTo(Said.SILENT);
    }

    /** Closing works twice, and an agent that is closed does not call silent what is not. */
    @Test
    public void required_close_worksTwice() {
        FencingAgent agent = agent();
        agent.close();
        assertThatCode(agent::close).doesNotThrowAnyException();
        FencingAgent.Lost lost = fixture.lost();
        AgentQuestion question = ask(agent, lost);
        if (question.await(WATCHED) == Said.SILENT) {
            assertThat(fixture.silent(lost)).isTrue();
        }
    }
}
