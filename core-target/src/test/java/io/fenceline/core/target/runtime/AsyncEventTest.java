package io.fenceline.core.target.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.target.AnaState;
import io.fenceline.testkit.host.HarnessQueue;
import io.fenceline.testkit.host.HostCommand;
import io.fenceline.testkit.host.HostHarness;
import io.fenceline.testkit.host.Pending;
import io.fenceline.wire.Aec;
import io.fenceline.wire.AsyncEvent;
import io.fenceline.wire.Fid;
import io.fenceline.wire.Lid;
import io.fenceline.wire.NsidList;
import io.fenceline.wire.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Asynchronous events (NVM Express Base 2.1, 5.1.2). */
class AsyncEventTest {
    private static void listen(HostHarness host, int bits) {
        host.admin(HostCommand.setFeatures(Fid.ASYNC_EVENT_CONFIGURATION, bits)).requireOk();
    }

    private static void read(HostHarness host, int lid, boolean retain) {
        host.admin(HostCommand.getLog(lid, 0, 0, 4096, retain)).requireOk();
    }

    @Test
    void fifthRequestIsOneTooMany() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            List<Pending> four = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                four.add(world.asyncEvent(host));
            }
            assertThat(world.asyncEvent(host).await().status())
                    .isEqualTo(Status.ASYNC_EVENT_LIMIT_EXCEEDED | Status.DNR | Status.MORE);
            assertThat(four).noneMatch(Pending::answered);
            assertThat(world.controller().outstanding()).isZero();
        }
    }

    @Test
    void namespaceChangesAreToldOnceUntilTheListIsRead() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            listen(host, Aec.NAN);
            Pending first = world.asyncEvent(host);
            Pending second = world.asyncEvent(host);
            world.done(world.target.addNamespace(World.SUBSYSTEM, World.namespace(2)));
            assertThat(first.await().requireOk().result()).isEqualTo(AsyncEvent.NAMESPACE_ATTRIBUTE_CHANGED);
            world.done(world.target.addNamespace(World.SUBSYSTEM, World.namespace(3)));
            world.done(world.target.resizeNamespace(World.SUBSYSTEM, 1, 2 << 20));
            world.run();
            assertThat(second.answered()).isFalse();
            // Retaining the event: masked still.
            read(host, Lid.CHANGED_ATTACHED_NAMESPACES, true);
            assertThat(second.answered()).isFalse();
            var list = host.admin(HostCommand.getLog(Lid.CHANGED_ATTACHED_NAMESPACES, 0, 0, 4096, false)).requireOk().memory();
            assertThat(NsidList.count(list)).isEqualTo(3);
            assertThat(NsidList.get(list, 2)).isEqualTo(3);
            list = host.admin(HostCommand.getLog(Lid.CHANGED_ATTACHED_NAMESPACES, 0, 0, 4096, true)).requireOk().memory();
            assertThat(NsidList.count(list)).isZero();
            world.run();
            assertThat(second.answered()).isFalse();
            world.done(world.target.removeNamespace(World.SUBSYSTEM, 3));
            assertThat(second.await().requireOk().result()).isEqualTo(AsyncEvent.NAMESPACE_ATTRIBUTE_CHANGED);
        }
    }

    @Test
    void changeWhileAPageIsReadInPartsIsToldAgain() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            listen(host, Aec.ANA);
            Pending first = world.asyncEvent(host);
            Pending second = world.asyncEvent(host);
            world.done(world.target.setAnaState(1, 1, AnaState.NON_OPTIMIZED));
            first.await().requireOk();
            host.admin(HostCommand.getLog(Lid.ANA, 0, 0, 32, true)).requireOk();
            world.done(world.target.setAnaState(1, 1, AnaState.INACCESSIBLE));
            host.admin(HostCommand.getLog(Lid.ANA, 0, 32, 20, false)).requireOk();
            assertThat(second.await().requireOk().result()).isEqualTo(AsyncEvent.ANA_CHANGE);
        }
    }

    @Test
    void eventWaitsForARequest() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            listen(host, Aec.NAN | Aec.ANA);
            world.done(world.target.setAnaState(1, 1, AnaState.NON_OPTIMIZED));
            assertThat(world.asyncEvent(host).await().requireOk().result()).isEqualTo(AsyncEvent.ANA_CHANGE);
        }
    }

    @Test
    void eventThatTheHostHasNotAskedForIsNotTold() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            Pending event = world.asyncEvent(host);
            world.done(world.target.addNamespace(World.SUBSYSTEM, World.namespace(2)));
            world.done(world.target.setAnaState(1, 1, AnaState.CHANGE));
            listen(host, Aec.NAN | Aec.ANA);
            world.run();
            assertThat(event.answered()).isFalse();
        }
    }

    @Test
    void stateThatDoesNotChangeIsNoEvent() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            listen(host, Aec.ANA);
            Pending event = world.asyncEvent(host);
            world.done(world.target.setAnaState(1, 1, AnaState.OPTIMIZED));
            world.run();
            assertThat(event.answered()).isFalse();
        }
    }

    @Test
    void kindsOfEventsDoNotMaskEachOther() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            listen(host, Aec.NAN | Aec.ANA);
            Pending first = world.asyncEvent(host);
            Pending second = world.asyncEvent(host);
            world.done(world.target.addNamespace(World.SUBSYSTEM, World.namespace(2)));
            world.done(world.target.setAnaState(1, 1, AnaState.INACCESSIBLE));
            assertThat(first.await().result()).isEqualTo(AsyncEvent.NAMESPACE_ATTRIBUTE_CHANGED);
            assertThat(second.await().result()).isEqualTo(AsyncEvent.ANA_CHANGE);
        }
    }

    @Test
    void internalErrorOfABackEndIsAnErrorEventWithoutBeingAskedFor() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            HarnessQueue queue = host.openIoQueue(1, 16);
            Pending event = world.asyncEvent(host);
            HeldBackend backend = world.backends.only();
            backend.hold = true;
            Pending write = queue.submit(HostCommand.write(1, 7, 1, new byte[4096]));
            world.run();
            backend.release(Status.INTERNAL_ERROR);
            assertThat(Status.plain(write.await().status())).isEqualTo(Status.INTERNAL_ERROR);
            assertThat(event.await().requireOk().result()).isEqualTo(AsyncEvent.TRANSIENT_INTERNAL_ERROR);
        }
    }

    @Test
    void requestsEndSilentlyWithTheAssociation() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            Pending event = world.asyncEvent(host);
            world.fabric.cutAll();
            world.run();
            assertThat(event.ended()).isTrue();
            assertThat(event.answered()).isFalse();
            assertThat(world.view().controllers()).isEmpty();
        }
    }
}
