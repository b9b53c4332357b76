package io.fenceline.core.host.engine.fence;

import io.fenceline.spi.policy.FencingAgent;
import java.util.List;

/** The fencing agents of a subsystem, as the user has chosen them. */
public interface AgentDesk {
    /** None. */
    AgentDesk NONE = new AgentDesk() {
        @Override
        public List<String> names() {
            return List.of();
        }

        @Override
        public void ask(String name, FencingAgent.Lost lost, FencingAgent.Answer answer) {
            answer.failed("there is no agent " + name);
        }
    };

    /**
     * Who can be asked.
     *
     * @return names, in order
     */
    List<String> names();

    /**
     * Asks one. On the control loop; never blocks.
     *
     * @param name one of {@link #names}
     * @param lost whom to fence
     * @param answer takes the answer on the control loop, once; where that is a failure only because the deadline was over, a proof of
     *            silence may still follow
     */
    void ask(String name, FencingAgent.Lost lost, FencingAgent.Answer answer);
}
