package io.fenceline.core.target.engine.subsystem;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.target.PortSpec;
import io.fenceline.spi.transport.TransportCapabilities;

/** A port as it is: where it listens, what it serves, and its ANA states. Changed by the conductor. */
public final class Port {
    private final PortSpec spec;
    private final TransportCapabilities capabilities;
    private final AnaStates ana;
    private TransportAddress address;
    private String state = "starting";
    private boolean closing;

    /**
     * Makes one that does not listen yet.
     *
     * @param spec the wish
     * @param capabilities of its transport
     */
    public Port(PortSpec spec, TransportCapabilities capabilities) {
        this.spec = spec;
        this.capabilities = capabilities;
        ana = new AnaStates(spec.ana());
        address = spec.address();
    }

    /**
     * The wish.
     *
     * @return the wish
     */
    public PortSpec spec() {
        return spec;
    }

    /**
     * What its transport can do.
     *
     * @return the capabilities
     */
    public TransportCapabilities capabilities() {
        return capabilities;
    }

    /**
     * The access states of ANA groups here.
     *
     * @return the states
     */
    public AnaStates ana() {
        return ana;
    }

    /**
     * PORTID.
     *
     * @return 1 to 65535
     */
    public int id() {
        return spec.id();
    }

    /**
     * Whether an NVM subsystem is served here.
     *
     * @param subsystem which
     * @return whether hosts may connect to it here
     */
    public boolean serves(Nqn subsystem) {
        return spec.subsystems().isEmpty() || spec.subsystems().contains(subsystem);
    }

    /**
     * Where it listens.
     *
     * @return as wished, or with the real service once it listens
     */
    public TransportAddress address() {
        return address;
    }

    /**
     * It listens.
     *
     * @param actual where
     */
    public void listening(TransportAddress actual) {
        address = actual;
        state = "listening";
    }

    /**
     * It could not bind and will be tried again.
     *
     * @param why for the operator
     */
    public void retrying(String why) {
        state = "retrying: " + why;
    }

    /** It is being removed: nothing connects here any more. */
    public void closing() {
        closing = true;
        state = "closing";
    }

    /**
     * Whether it is being removed.
     *
     * @return true from {@link #closing()} on
     */
    public boolean isClosing() {
        return closing;
    }

    /**
     * For the operator.
     *
     * @return as in {@link io.fenceline.api.target.View.PortView#state}
     */
    public String state() {
        return state;
    }
}
