package io.fenceline.bench.suite;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the threads of this process have allocated on the heap.
 *
 * @param byThread bytes, by the thread's number
 */
record Allocations(Map<Long, Long> byThread) {
    /**
     * What the thread allocated that allocated most.
     *
     * @param bytes of it
     * @param thread its name
     */
    record Most(long bytes, String thread) {
    }

    /** Up to now. */
    static Allocations now() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] ids = threads.getAllThreadIds();
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        Map<Long, Long> all = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            all.put(ids[i], bytes[i]);
        }
        return new Allocations(all);
    }

    /** Since an earlier moment; the calling thread, which measures, is left out. */
    Most since(Allocations earlier) {
        long most = 0;
        long who = -1;
        for (Map.Entry<Long, Long> thread : byThread.entrySet()) {
            long grown = thread.getValue() - earlier.byThread.getOrDefault(thread.getKey(), 0L);
            if (thread.getKey() != Thread.currentThread().threadId() && grown > most) {
                most = grown;
                who = thread.getKey();
            }
        }
        return new Most(most, name(who));
    }

    private static String name(long id) {
        @Nullable
        ThreadInfo info = id < 0 ? null : ManagementFactory.getThreadMXBean().getThreadInfo(id);
        return info == null ? "none" : info.getThreadName();
    }
}
