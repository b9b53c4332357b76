package io.fenceline.core.host.runtime;

import io.fenceline.api.host.AnaAccess;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.host.HostView;
import io.fenceline.core.host.engine.controller.ControllerFacts;
import io.fenceline.core.host.engine.controller.ControllerMachine;
import io.fenceline.core.host.engine.controller.HostController;
import io.fenceline.core.host.engine.path.NamespaceFacts;
import io.fenceline.core.host.engine.path.NamespaceHead;
import io.fenceline.core.host.engine.queue.IoQueue;
import io.fenceline.core.host.engine.queue.QueueSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes pictures of engines for {@link HostView}. On the control loop. */
final class Pictures {
    private Pictures() {
    }

    static HostView.ControllerView of(HostController controller, HostOptions options, long nowNs) {
        ControllerMachine machine = controller.machine();
        List<IoQueue> queues = controller.queues();
        int outstanding = 0;
        long oldest = 0;
        for (IoQueue queue : queues) {
            outstanding += queue.outstanding();
            oldest = Math.max(oldest, queue.oldestNs());
        }
        ControllerFacts facts = controller.facts();
        Map<String, Long> timers = new TreeMap<>();
        timers.put("keepAlive", options.keepAlive().toMillis());
        timers.put("commandTimeout", options.commandTimeout().toMillis());
        timers.put("abortTimeout", options.abortTimeout().toMillis());
        timers.put("adminTimeout", options.adminTimeout().toMillis());
        timers.put("connectTimeout", options.connectTimeout().toMillis());
        timers.put("reconnectDelay", options.reconnectDelay().toMillis());
        timers.put("reconnectDelayMax", options.reconnectDelayMax().toMillis());
        timers.put("controllerLossTimeout", millis(options.controllerLossTimeout()));
        timers.put("fastIoFailTimeout", millis(options.fastIoFailTimeout()));
        timers.put("deadline", millis(options.deadline()));
        timers.put("quiesceTime", facts != null && facts.cqtMs() > 0 ? facts.cqtMs() : options.quiesceTime().toMillis());
        return new HostView.ControllerView(controller.number(), controller.address(), controller.cntlid(), machine.state(),
                machine.sinceNs(), controller.lastFault(), machine.nextAction(), machine.nextActionNs(), controller.failedAttempts(),
                queues.size(), queues.isEmpty() ? 0 : queues.getFirst().size(), outstanding, oldest, controller.held(),
                options.keepAlive().toMillis(), controller.keepAliveMarginNs(), instance(facts, controller), timers, controller.counters());
    }

    private static HostView.Instance instance(@Nullable ControllerFacts facts, HostController controller) {
        return facts == null
                ? HostView.Instance.UNKNOWN
                : new HostView.Instance(facts.ciu(), facts.cirn(), facts.cqtMs(), facts.ccrl(), facts.trafficBasedKeepAlive(),
                        controller.resetsPending());
    }

    private static long millis(@Nullable Duration duration) {
        return duration == null ? -1 : duration.toMillis();
    }

    static HostView.NamespaceView of(NamespaceHead head, Map<Integer, NamespaceFacts> members, List<HostController> controllers) {
        List<HostView.PathView> paths = new ArrayList<>();
        for (HostController controller : controllers) {
            NamespaceFacts facts = members.get(controller.number());
            if (facts == null) {
                continue;
            }
            QueueSet set = controller.usable();
            long latency = 0;
            long commands = 0;
            for (IoQueue queue : controller.queues()) {
                latency = Math.max(latency, queue.latency().averageNs());
                commands += queue.answered();
            }
            AnaAccess ana = facts.anaGroup() == 0 ? AnaAccess.OPTIMIZED : controller.ana(facts.anaGroup());
            paths.add(new HostView.PathView(controller.number(), facts.anaGroup(), ana, set == null ? 0 : set.active(), latency, commands));
        }
        NamespaceFacts facts = head.facts();
        UUID uuid = facts.uuid().isZero() ? null : facts.uuid().toUuid();
        return new HostView.NamespaceView(head.nsid(), uuid, facts.nguid().isZero() ? "" : facts.nguid().toString(),
                facts.eui64() == 0 ? "" : String.format("%016x", facts.eui64()), 1 << facts.blockShift(), facts.blocks(), paths,
                head.waiting(), head.counters().asMap());
    }
}
