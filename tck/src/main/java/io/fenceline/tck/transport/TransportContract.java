package io.fenceline.tck.transport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The contract of {@link io.fenceline.spi.transport}, both ends. A vendor subclasses it and gives a fixture:
 *
 * <pre>{@code
 * class AcmeTransportTest extends TransportContract {
 *     public TransportFixture fixture() { return new AcmeFixture(); }
 * }
 * }</pre>
 *
 * <p>The tests are in the groups that this class implements; the names of those that are a must begin with
 * {@code required}, those that depend on an ability with {@code optional}: without the ability they are skipped and say
 * so, and never pass in silence. After each test it is checked that no rule about callbacks was broken (on the loop, never
 * from inside a call, nothing after quiescence, each exactly once) and that all buffers are back.
 */
public abstract class TransportContract
        implements
            ConnectGroup,
            CapsuleGroup,
            DataGroup,
            WrapGroup,
            OrderGroup,
            LimitGroup,
            FaultGroup,
            ScopeGroup,
            QuiescenceGroup,
            CloseGroup,
            LeakGroup,
            LoadGroup {
    private TransportRig rig = TransportRig.NONE;

    /** For subclasses. */
    protected TransportContract() {
    }

    /**
     * A new fixture.
     *
     * @return fresh for each test, closed after it
     */
    public abstract TransportFixture fixture();

    @Override
    public TransportRig rig() {
        return rig;
    }

    /** Opens the fixture. */
    @BeforeEach
    public void openFixture() {
        rig = new TransportRig(fixture());
    }

    /** Closes everything, and checks what holds after each test. */
    @AfterEach
    public void closeFixture() {
        TransportRig used = rig;
        rig = TransportRig.NONE;
        used.closeAndCheck();
    }
}
