package io.fenceline.api.target;

import io.fenceline.api.Nqn;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A target: serves subsystems at ports. Every method may be called from any thread, at any time, under I/O; each
 * returned stage completes when the change is in force and hosts have been told, or fails with an
 * {@link io.fenceline.api.NvmeException} that names what is wrong, and then nothing has changed.
 */
public interface Target extends AutoCloseable {
    /**
     * Adds a subsystem with its namespaces.
     *
     * @param spec the wish
     * @return done
     */
    CompletionStage<Void> addSubsystem(SubsystemSpec spec);

    /**
     * Removes a subsystem: its controllers end, their commands are quiesced, its back ends are closed.
     *
     * @param nqn which
     * @return done
     */
    CompletionStage<Void> removeSubsystem(Nqn nqn);

    /**
     * Adds a namespace and tells the hosts.
     *
     * @param subsystem where
     * @param spec the wish
     * @return done
     */
    CompletionStage<Void> addNamespace(Nqn subsystem, NamespaceSpec spec);

    /**
     * Removes a namespace: new commands are refused, running ones end, the back end is closed, the hosts are told.
     *
     * @param subsystem where
     * @param nsid which
     * @return done
     */
    CompletionStage<Void> removeNamespace(Nqn subsystem, int nsid);

    /**
     * Changes the size of a namespace and tells the hosts.
     *
     * @param subsystem where
     * @param nsid which
     * @param bytes the new size, a multiple of the block size
     * @return done
     */
    CompletionStage<Void> resizeNamespace(Nqn subsystem, int nsid, long bytes);

    /**
     * Adds a port. The stage completes once the port is known; a listener that cannot bind yet is tried again, and
     * {@link View.PortView#state} tells.
     *
     * @param spec the wish
     * @return done
     */
    CompletionStage<Void> addPort(PortSpec spec);

    /**
     * Removes a port: it listens no more, and the controllers connected through it end.
     *
     * @param id which
     * @return done
     */
    CompletionStage<Void> removePort(int id);

    /**
     * Sets the state of an ANA group at a port, and tells the hosts.
     *
     * @param port which port
     * @param group which group, from 1
     * @param state the new state
     * @return done
     */
    CompletionStage<Void> setAnaState(int port, int group, AnaState state);

    /**
     * Lets a host connect to a subsystem.
     *
     * @param subsystem which subsystem
     * @param host who
     * @return done
     */
    CompletionStage<Void> allowHost(Nqn subsystem, Nqn host);

    /**
     * Lets a host connect no more; its controllers end.
     *
     * @param subsystem which subsystem
     * @param host who
     * @return done
     */
    CompletionStage<Void> disallowHost(Nqn subsystem, Nqn host);

    /**
     * Opens a subsystem to all hosts, or closes it again to all but the allowed ones, whose controllers stay.
     *
     * @param subsystem which subsystem
     * @param any whether any host may connect
     * @return done
     */
    CompletionStage<Void> allowAnyHost(Nqn subsystem, boolean any);

    /**
     * Replaces the referrals.
     *
     * @param referrals the new ones
     * @return done
     */
    CompletionStage<Void> setReferrals(List<ReferralSpec> referrals);

    /**
     * Makes a controller fatal, as if it were broken (CSTS.CFS): its association ends as after any loss. For tests of hosts.
     *
     * @param subsystem which subsystem
     * @param cntlid which controller
     * @return done
     */
    CompletionStage<Void> fail(Nqn subsystem, int cntlid);

    /**
     * How associations were lost.
     *
     * @return the last 256, oldest first, those that have not ended too
     */
    List<AssociationEnd> associationEnds();

    /**
     * What there is now.
     *
     * @return a consistent picture
     */
    View view();

    /**
     * Ends all: listeners, controllers, back ends; flushed and closed when the stage completes.
     *
     * @param grace how long running commands may take before their connections are cut
     * @return done
     */
    CompletionStage<Void> close(Duration grace);

    /** {@link #close(Duration)} with five seconds, waited for. */
    @Override
    void close();
}
