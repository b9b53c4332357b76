package io.fenceline.tck.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.spi.transport.BufferPool;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.QueuePair;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.spi.transport.TransportFault.Scope;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The hooks on which recovery rests, with one mistake at a time: the contract must notice. */
class HookCanaryTest {
    private static UnaryOperator<QueuePairListener> scope(Scope mistaken) {
        return up -> new TransportCanaryTest.Listener(up) {
            @Override
            public void onFault(TransportFault fault) {
                super.onFault(new TransportFault(mistaken, fault.kind(), fault.code(), fault.offset(), fault.detail()));
            }
        };
    }

    @Test
    void aScopeThatIsTooWideIsNoticed() {
        assertThat(TransportCanaryTest.failures(TransportCanaryTest.host(scope(Scope.REMOTE_PORT)), "_scope_")).contains(
                "required_scope_aClosedConnectionIsOneQueuePair", "optional_scope_aBrokenConnectionIsOneQueuePair",
                "required_scope_aRefusalSaysNothingOfThoseThatAreConnected");
    }

    @Test
    void aScopeThatIsTooNarrowIsNoticed() {
        assertThat(TransportCanaryTest.failures(TransportCanaryTest.host(scope(Scope.QUEUE_PAIR)), "_scope_"))
                .contains("required_scope_aHostThatIsClosedIsTheWholeTransport", "optional_scope_aRemotePortThatHasGoneIsTold");
    }

    @Test
    void aFaultWithoutWordsIsNoticed() {
        assertThat(TransportCanaryTest.failures(TransportCanaryTest.host(up -> new TransportCanaryTest.Listener(up) {
            @Override
            public void onFault(TransportFault fault) {
                super.onFault(new TransportFault(fault.scope(), fault.kind(), fault.code(), fault.offset(), ""));
            }
        }), "_scope_")).contains("required_scope_aClosedConnectionIsOneQueuePair");
    }

    /** An answer that comes after silence and lands where a read was to go. */
    @Test
    void anAnswerThatReachesMemoryAfterSilenceIsNoticed() {
        assertThat(TransportCanaryTest.failures(TransportCanaryTest.host(up -> new TransportCanaryTest.Listener(up) {
            private final List<MemorySegment> reached = new ArrayList<>();

            private Executor loop = Runnable::run;

            @Override
            public void onConnected(QueuePair right) {
                loop = right.loop();
                super.onConnected(new Remembering(right, reached));
            }

            @Override
            public void onQuiesced(long lastByteNs) {
                super.onQuiesced(lastByteNs);
                loop.execute(() -> reached.forEach(memory -> memory.set(ValueLayout.JAVA_BYTE, 100, (byte) 1)));
            }
        }), "required_quiesced_noLateAnswer")).containsExactly("required_quiesced_noLateAnswerReachesMemory");
    }

    /** Knows the memory of all commands. */
    private record Remembering(QueuePair right, List<MemorySegment> reached) implements QueuePair {
        @Override
        public Executor loop() {
            return right.loop();
        }

        @Override
        public boolean inLoop() {
            return right.inLoop();
        }

        @Override
        public BufferPool buffers() {
            return right.buffers();
        }

        @Override
        public void inCapsuleLimit(int bytes) {
            right.inCapsuleLimit(bytes);
        }

        @Override
        public void submit(int slot, MemorySegment sqe, @Nullable DataBuffer data, int length) {
            if (data != null) {
                reached.add(data.segment());
            }
            right.submit(slot, sqe, data, length);
        }

        @Override
        public void flush() {
            right.flush();
        }

        @Override
        public void disconnect(TransportFault why) {
            right.disconnect(why);
        }
    }
}
