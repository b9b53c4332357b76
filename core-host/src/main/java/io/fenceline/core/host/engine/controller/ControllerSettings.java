package io.fenceline.core.host.engine.controller;

import io.fenceline.api.Nqn;
import java.util.UUID;

/**
 * What a controller goes by; times in nanoseconds, {@link Long#MAX_VALUE}: never.
 *
 * @param subsystem SUBNQN
 * @param hostNqn HOSTNQN
 * @param hostId HOSTID
 * @param keepAliveNs KATO; 0: none
 * @param ioQueues wanted I/O queues; 0 for a discovery controller
 * @param queueSize entries of each
 * @param flowControl whether SQ flow control is wanted
 * @param commandTimeoutNs before an I/O command is aborted
 * @param adminTimeoutNs before an admin command fails the controller
 * @param abortTimeoutNs for an abort and the end of what was aborted
 * @param connectTimeoutNs for one attempt
 * @param reconnectDelayNs before the first new attempt
 * @param reconnectDelayMaxNs longest wait between attempts
 * @param controllerLossNs after which it is forgotten
 * @param fastIoFailNs after which commands do not wait for it
 * @param quiesceNs CQT to assume
 */
public record ControllerSettings(Nqn subsystem, Nqn hostNqn, UUID hostId, long keepAliveNs, int ioQueues, int queueSize,
        boolean flowControl,
        long commandTimeoutNs, long adminTimeoutNs, long abortTimeoutNs, long connectTimeoutNs, long reconnectDelayNs,
        long reconnectDelayMaxNs, long controllerLossNs, long fastIoFailNs, long quiesceNs) {
}
