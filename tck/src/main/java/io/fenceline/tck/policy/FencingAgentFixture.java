package io.fenceline.tck.policy;

import io.fenceline.spi.policy.FencingAgent;
import io.fenceline.spi.policy.FencingAgentProvider;
import java.time.Duration;
import java.util.Map;

/**
 * What an agent brings to its contract: a device, real or played, that it talks to, and somebody who looks at the device from the
 * other side. A hook that is not overridden makes the tests that need it skip, with a line that says so.
 */
public interface FencingAgentFixture extends AutoCloseable {
    /**
     * The provider under test.
     *
     * @return a provider
     */
    FencingAgentProvider provider();

    /**
     * Options with which an agent reaches the device.
     *
     * @return values by key; none unless overridden
     */
    default Map<String, ?> options() {
        return Map.of();
    }

    /**
     * A controller that is lost to its host, and whose commands can still change the medium.
     *
     * @return another one for each call
     */
    FencingAgent.Lost lost();

    /**
     * The truth, not asked from the agent: whether no command of that association can change the medium any more. Such as: a write that
     * was stuck in the device when the controller was lost has been dropped, and a new one is turned away.
     *
     * @param lost whom, as {@link #lost} gave it
     * @return whether it is silent now
     */
    boolean silent(FencingAgent.Lost lost);

    /**
     * How long an answer may take.
     *
     * @return 30 s unless overridden, as a host waits
     */
    default Duration limit() {
        return Duration.ofSeconds(30);
    }

    /**
     * Whether {@link #refuse} works.
     *
     * @return true when it does
     */
    default boolean canRefuse() {
        return false;
    }

    /**
     * From now on the device does not do what is asked: it says so, or cannot be reached.
     *
     * @param lost of whom
     */
    default void refuse(FencingAgent.Lost lost) {
        throw new UnsupportedOperationException("refuse");
    }

    /**
     * Whether {@link #hang} works.
     *
     * @return true when it does
     */
    default boolean canHang() {
        return false;
    }

    /**
     * From now on the device takes what is asked, and does not answer.
     *
     * @param lost of whom
     */
    default void hang(FencingAgent.Lost lost) {
        throw new UnsupportedOperationException("hang");
    }

    /** Undoes what the fixture did; the agents are closed by then. */
    @Override
    void close();
}
