package io.fenceline.api.target;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;

/**
 * A discovery controller elsewhere that ours refers hosts to (NVM Express Base 2.1, 3.1.3.3.2).
 *
 * @param address where it listens
 * @param portId PORTID in the log page entry, 0 to 65535
 * @param nqn its subsystem NQN, usually {@link Nqn#DISCOVERY}
 */
public record ReferralSpec(TransportAddress address, int portId, Nqn nqn) {
}
