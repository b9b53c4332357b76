package io.fenceline.api.host;

import io.fenceline.api.Nqn;
import java.util.Objects;
import java.util.UUID;

/**
 * Who a host is to subsystems (NVM Express Base 2.1, 5.1.25.1.28). One process may have several; reservations and access
 * control go by them.
 *
 * @param nqn HOSTNQN
 * @param id HOSTID; one host NQN should have one identifier only
 */
public record HostIdentity(Nqn nqn, UUID id) {
    /** Checks that both are there. */
    public HostIdentity {
        Objects.requireNonNull(nqn, "nqn");
        Objects.requireNonNull(id, "id");
    }

    /**
     * An identity made of one UUID, in the form of NVM Express Base 2.1, 4.7.
     *
     * @param id lasts as long as the host does
     * @return NQN and identifier
     */
    public static HostIdentity of(UUID id) {
        return new HostIdentity(Nqn.of("nqn.2014-08.org.nvmexpress:uuid:" + id), id);
    }
}
