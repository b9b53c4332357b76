package io.fenceline.core.host.runtime;

import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.fence.AgentDesk;
import io.fenceline.spi.policy.FencingAgent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The fencing agents of one subsystem. Each question runs on a thread of its own; the first answer counts. An agent that has not
 * answered by the deadline has failed, and may still prove silence later.
 */
final class Agents implements AgentDesk {
    /** How long an agent may take. */
    static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);

    private final ControlLoop control;
    private final Executor threads;
    private final Map<String, FencingAgent> agents;
    private final Set<Thread> asking = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Agents that are open.
     *
     * @param control the control loop
     * @param threads one thread per task
     * @param agents by name, in the order in which they are asked; become this one's own
     */
    Agents(ControlLoop control, Executor threads, Map<String, FencingAgent> agents) {
        this.control = control;
        this.threads = threads;
        this.agents = new LinkedHashMap<>(agents);
    }

    @Override
    public List<String> names() {
        return List.copyOf(agents.keySet());
    }

    @Override
    public void ask(String name, FencingAgent.Lost lost, FencingAgent.Answer answer) {
        FencingAgent agent = agents.get(name);
        Question question = new Question(agent, lost, answer);
        if (agent == null || closed) {
            control.execute(() -> question.failedHere(agent == null ? "there is no agent " + name : "agent " + name + " is closed"));
            return;
        }
        try {
            threads.execute(question);
        } catch (RejectedExecutionException e) {
            control.execute(() -> question.failedHere("the host is being closed"));
            return;
        }
        question.timer = control.schedule(() -> question.late(name), DEADLINE_NS);
    }

    /** Nobody waits for answers any more: lets go of what runs, and closes all on another thread. Any thread, works twice. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        asking.forEach(Thread::interrupt);
        List<FencingAgent> all = new ArrayList<>(agents.values());
        try {
            threads.execute(() -> all.forEach(Agents::close));
        } catch (RejectedExecutionException e) {
            all.forEach(Agents::close);
        }
    }

    /** Whatever foreign code throws when it is closed, the others are closed too. */
    private static void close(FencingAgent agent) {
        try {
            agent.close();
        } catch (Throwable e) {
            System.getLogger(Agents.class.getName()).log(System.Logger.Level.WARNING,
                    "a fencing agent does not close well: " + Lines.of(e));
        }
    }

    /** One question; runs on its own thread. */
    private final class Question implements Runnable, FencingAgent.Answer {
        private final @Nullable FencingAgent agent;
        private final FencingAgent.Lost lost;
        private final FencingAgent.Answer answer;
        private ControlLoop.@Nullable Timer timer;
        /** On the control loop. */
        private boolean late;
        private boolean over;

        Question(@Nullable FencingAgent agent, FencingAgent.Lost lost, FencingAgent.Answer answer) {
            this.agent = agent;
            this.lost = lost;
            this.answer = answer;
        }

        @Override
        public void run() {
            if (agent == null) {
                return;
            }
            asking.add(Thread.currentThread());
            try {
                if (!closed) {
                    agent.fence(lost, this);
                }
            } catch (Throwable e) {
                failed("it has thrown " + Lines.of(e));
            } finally {
                asking.remove(Thread.currentThread());
            }
        }

        @Override
        public void silent(String proof) {
            String line = Lines.of(proof);
            post(() -> {
                if (!over) {
                    end();
                    answer.silent(line);
                }
            });
        }

        @Override
        public void failed(String why) {
            String line = Lines.of(why);
            post(() -> failedHere(line));
        }

        private void post(Runnable task) {
            try {
                control.execute(task);
            } catch (RejectedExecutionException e) {
                // The host is closed: nobody waits.
            }
        }

        private void failedHere(String why) {
            if (!over) {
                end();
                if (!late) {
                    answer.failed(why);
                }
            }
        }

        private void late(String name) {
            if (!over) {
                late = true;
                answer.failed("agent " + name + " has not answered within " + DEADLINE_NS / 1_000_000_000 + " s");
            }
        }

        private void end() {
            over = true;
            if (timer != null) {
                timer.cancel();
            }
        }
    }
}
