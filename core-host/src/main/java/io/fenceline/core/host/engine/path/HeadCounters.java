package io.fenceline.core.host.engine.path;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What a namespace has seen, in the words of recent Linux where it has them. */
public final class HeadCounters {
    final LongAdder failover = new LongAdder();
    final LongAdder requeueNoPath = new LongAdder();
    final LongAdder failNoPath = new LongAdder();
    final LongAdder retries = new LongAdder();
    final LongAdder errors = new LongAdder();
    final LongAdder deadlines = new LongAdder();
    final LongAdder unknown = new LongAdder();
    final LongAdder selectorMistakes = new LongAdder();
    final LongAdder keptBack = new LongAdder();

    /**
     * All of them.
     *
     * @return by name
     */
    public Map<String, Long> asMap() {
        Map<String, Long> map = new TreeMap<>();
        map.put("multipath_failover_count", failover.sum());
        map.put("io_requeue_no_usable_path_count", requeueNoPath.sum());
        map.put("io_fail_no_available_path_count", failNoPath.sum());
        map.put("command_retries_count", retries.sum());
        map.put("command_error_count", errors.sum());
        map.put("deadline_count", deadlines.sum());
        map.put("outcome_unknown_count", unknown.sum());
        map.put("selector_mistake_count", selectorMistakes.sum());
        map.put("kept_back_count", keptBack.sum());
        return map;
    }
}
