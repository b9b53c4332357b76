package io.fenceline.tck.policy;

import io.fenceline.spi.policy.FencingAgent;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One question to an agent on a thread of its own, as a host asks it; looks for the truth in the moment of the answer. */
final class AgentQuestion implements FencingAgent.Answer {
    /** How an agent may end a question. */
    enum Said {
        SILENT, FAILED, THREW
    }

    private final FencingAgentFixture fixture;
    private final FencingAgent.Lost lost;
    private final Thread thread;
    private final CountDownLatch said = new CountDownLatch(1);
    private final AtomicInteger answers = new AtomicInteger();
    private volatile @Nullable Said first;
    private volatile @Nullable String line;
    private volatile boolean lied;

    AgentQuestion(FencingAgentFixture fixture, FencingAgent agent, FencingAgent.Lost lost) {
        this.fixture = fixture;
        this.lost = lost;
        thread = Thread.ofVirtual().name("question").start(() -> {
            try {
                agent.fence(lost, this);
            } catch (RuntimeException e) {
                end(Said.THREW, e.toString());
            }
        });
    }

    @Override
    public void silent(String proof) {
        lied |= !fixture.silent(lost);
        answers.incrementAndGet();
        end(Said.SILENT, proof);
    }

    @Override
    public void failed(String why) {
        answers.incrementAndGet();
        end(Said.FAILED, why);
    }

    private synchronized void end(Said how, String text) {
        if (first == null) {
            first = how;
            line = text;
            said.countDown();
        }
    }

    /** Waits for the end; null: there was none in that time. */
    @Nullable
    Said await(Duration limit) {
        try {
            var _ = said.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return first;
    }

    /** Interrupts the question, as a host does that gives it up, and waits until its thread has ended. */
    boolean givesUp(Duration limit) {
        thread.interrupt();
        try {
            return thread.join(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    FencingAgent.Lost lost() {
        return lost;
    }

    int answers() {
        return answers.get();
    }

    @Nullable
    String line() {
        return line;
    }

    /** Whether it called silent what was not. */
    boolean lied() {
        return lied;
    }
}
