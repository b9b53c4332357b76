package io.fenceline.core.host.engine.controller;

import io.fenceline.core.host.engine.queue.AdminCall;
import io.fenceline.core.host.engine.queue.AdminQueue;
import io.fenceline.wire.AdminOpcode;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.util.function.IntConsumer;

/** Keeps Asynchronous Event Requests with the controller (NVM Express Base 2.1, 5.1.2). */
final class AsyncEvents {
    /** More are of no use: one event masks the next of its kind until its log was read. */
    private static final int MOST = 4;

    private final AdminQueue admin;
    private final IntConsumer onEvent;

    AsyncEvents(AdminQueue admin, IntConsumer onEvent) {
        this.admin = admin;
        this.onEvent = onEvent;
    }

    void start(int limit) {
        for (int i = 0; i < Math.min(limit, MOST); i++) {
            request();
        }
    }

    private void request() {
        admin.submit(new AdminCall("Asynchronous Event Request",
                (sqe, cid) -> Sqe.clear(sqe, AdminOpcode.ASYNC_EVENT_REQUEST, cid, 0), null, 0, Long.MAX_VALUE, (status, result, data) -> {
                    if (status == Status.SUCCESS) {
                        onEvent.accept((int) result);
                        request();
                    }
                    // Else the limit is exceeded or the queue has ended: one request fewer.
                }), false);
    }
}
