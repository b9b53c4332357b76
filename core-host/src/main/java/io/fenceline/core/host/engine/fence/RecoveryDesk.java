package io.fenceline.core.host.engine.fence;

import org.jspecify.annotations.Nullable;

/** Who decides for the controllers of a subsystem; may change at any time. On the control loop. */
public final class RecoveryDesk {
    private final Recovery builtIn;
    private final Decider decider;
    private final AgentDesk agents;
    private final FenceSettings settings;
    private Recovery active;
    private @Nullable Recovery shadow;
    private long shadowAgreed;
    private long shadowDiffered;

    /**
     * A desk.
     *
     * @param active decides
     * @param shadow is asked too, and only compared; null: none
     * @param builtIn decides where the active one must not be obeyed; safe and quick
     * @param decider asks them
     * @param agents who can be asked for a proof
     * @param settings what else the user has chosen
     */
    public RecoveryDesk(Recovery active, @Nullable Recovery shadow, Recovery builtIn, Decider decider, AgentDesk agents,
            FenceSettings settings) {
        this.active = active;
        this.shadow = shadow;
        this.builtIn = builtIn;
        this.decider = decider;
        this.agents = agents;
        this.settings = settings;
    }

    /**
     * Changes who decides, from the next question on.
     *
     * @param chosen decides
     */
    public void active(Recovery chosen) {
        active = chosen;
    }

    /**
     * Changes who is compared.
     *
     * @param chosen is asked too; null: nobody
     */
    public void shadow(@Nullable Recovery chosen) {
        shadow = chosen;
    }

    /**
     * Who decides.
     *
     * @return now
     */
    public Recovery active() {
        return active;
    }

    @Nullable
    Recovery shadow() {
        return shadow;
    }

    Recovery builtIn() {
        return builtIn;
    }

    Decider decider() {
        return decider;
    }

    AgentDesk agents() {
        return agents;
    }

    /**
     * What else the user has chosen.
     *
     * @return settings
     */
    public FenceSettings settings() {
        return settings;
    }

    void compared(boolean same) {
        if (same) {
            shadowAgreed++;
        } else {
            shadowDiffered++;
        }
    }

    /**
     * How often the shadow would have done the same.
     *
     * @return questions
     */
    public long shadowAgreed() {
        return shadowAgreed;
    }

    /**
     * How often it would have done something else.
     *
     * @return questions
     */
    public long shadowDiffered() {
        return shadowDiffered;
    }
}
