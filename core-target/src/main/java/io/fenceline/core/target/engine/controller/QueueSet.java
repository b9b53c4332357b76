package io.fenceline.core.target.engine.controller;

import io.fenceline.spi.transport.TransportFault;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The queue pairs of a controller, from Connect until their transport has no more of them. Belongs to the conductor. */
final class QueueSet {
    private final Map<Integer, QueueHandle> queues = new TreeMap<>();

    void add(QueueHandle handle) {
        queues.put(handle.qid, handle);
    }

    @Nullable
    QueueHandle get(int qid) {
        return queues.get(qid);
    }

    boolean has(int qid) {
        return queues.containsKey(qid);
    }

    boolean isEmpty() {
        return queues.isEmpty();
    }

    int ioQueues() {
        return queues.size() - (has(0) ? 1 : 0);
    }

    boolean allSilent() {
        return queues.values().stream().allMatch(QueueHandle::isSilent);
    }

    void fenceAll() {
        queues.values().forEach(QueueHandle::fence);
    }

    /** After all are silent. */
    void closeAll(TransportFault why) {
        List.copyOf(queues.values()).forEach(handle -> handle.close(why));
    }

    /** Looks for commands that take long, on the queues that have commands. */
    void look() {
        queues.values().forEach(QueueHandle::look);
    }

    /** Lets a queue end while its controller lives on: fenced first, closed once silent. */
    void leave(QueueHandle handle, TransportFault why) {
        handle.leaving = true;
        handle.fence();
        handle.close(why);
    }

    void leaveAllIo(TransportFault why) {
        queues.values().stream().filter(handle -> handle.qid != 0).forEach(handle -> leave(handle, why));
    }

    /** A queue has become silent. */
    void silent(int qid, TransportFault why) {
        QueueHandle handle = queues.get(qid);
        if (handle == null || handle.isSilent()) {
            return;
        }
        handle.phase = QueueHandle.Phase.SILENT;
        if (handle.leaving) {
            handle.close(why);
        }
    }

    /** The transport has no more of a queue. */
    void remove(int qid) {
        QueueHandle handle = queues.remove(qid);
        if (handle != null) {
            handle.phase = QueueHandle.Phase.GONE;
        }
    }

    /** Commands that are in back ends, at a glance. */
    int running() {
        return queues.values().stream().mapToInt(QueueHandle::running).sum();
    }

    int outstanding() {
        return queues.values().stream().mapToInt(QueueHandle::outstanding).sum();
    }

    /** When the oldest command that has not been answered came. */
    long oldestNs(long nowNs) {
        return Math.min(nowNs, queues.values().stream().mapToLong(QueueHandle::oldestNs).min().orElse(nowNs));
    }

    /** What is waited for, for the operator. */
    String awaited(boolean silence) {
        StringBuilder which = new StringBuilder();
        for (QueueHandle handle : queues.values()) {
            if (!silence || !handle.isSilent()) {
                which.append(which.isEmpty() ? "" : ", ").append("queue ").append(handle.qid).append(" with ").append(handle.outstanding())
                        .append(" commands");
            }
        }
        return which.toString();
    }
}
