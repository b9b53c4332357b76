package io.fenceline.tck.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.BufferPool;
import io.fenceline.spi.transport.CloseResult;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.QueuePair;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.spi.transport.TransportCapabilities;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.tck.ContractRunner;
import io.fenceline.testkit.VirtualTime;
import io.fenceline.testkit.fault.FaultRun;
import io.fenceline.testkit.fault.FaultScript;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The memory transport with one mistake at a time: the contract must notice. */
class TransportCanaryTest {
    static List<String> failures(Supplier<TransportFixture> fixture, String part) {
        return ContractRunner.failures(() -> {
            TransportContract contract = new TransportContract() {
                @Override
                public TransportFixture fixture() {
                    return fixture.get();
                }
            };
            return new ContractRunner.Contract() {
                @Override
                public void open() {
                    contract.openFixture();
                }

                @Override
                public void close() {
                    contract.closeFixture();
                }

                @Override
                public Object tests() {
                    return contract;
                }
            };
        }, part);
    }

    /** What the transport does is right, but for what a fault script does to it. */
    private static final class Scripted extends MemoryFixture {
        private final FaultRun run;

        Scripted(VirtualTime time, String script) {
            super(time, Map.of());
            run = FaultScript.parse(script).run(time);
        }

        @Override
        public HostTransport openHost() {
            return run.wrap(super.openHost());
        }

        @Override
        public TargetTransport openTarget(Profile profile) {
            return run.wrap(super.openTarget(profile));
        }
    }

    @ParameterizedTest
    @CsvSource({"required_data, fetch 2 : flip", "required_data, send 2 : flip", "required_data, completion qid=1 2 : drop",
            "required_order, command 20 : drop", "required_order, command 20 : delay 1ms", "required_order, completion 10 : delay 1ms",
            "required_capsule, completion 3 : corrupt-digest", "required_disconnect, submit 3 : drop", "required_load, fetch 30 : flip",
            "required_close, connect 2 : kill", "optional_leak, response 60 : drop"})
    void aTransportThatLosesOrChangesSomethingIsNoticed(String part, String script) {
        assertThat(failures(() -> new Scripted(new VirtualTime(), script), part)).isNotEmpty();
    }

    @Test
    void aWrapperThatDoesNothingPasses() {
        assertThat(failures(() -> new Scripted(new VirtualTime(7), ""), "")).isEmpty();
    }

    /** Host ends whose callbacks or calls go through something. */
    static Supplier<TransportFixture> host(UnaryOperator<QueuePairListener> wrap) {
        return () -> new MemoryFixture(new VirtualTime(), Map.of()) {
            @Override
            public HostTransport openHost() {
                HostTransport right = super.openHost();
                return new HostTransport() {
                    @Override
                    public TransportCapabilities capabilities() {
                        return right.capabilities();
                    }

                    @Override
                    public int loops() {
                        return right.loops();
                    }

                    @Override
                    public void connect(TransportAddress remote, QueuePairParams params, QueuePairListener up) {
                        right.connect(remote, params, wrap.apply(up));
                    }

                    @Override
                    public CloseResult close(Duration grace) {
                        return right.close(grace);
                    }
                };
            }
        };
    }

    static class Listener implements QueuePairListener {
        final QueuePairListener up;

        Listener(QueuePairListener up) {
            this.up = up;
        }

        @Override
        public void onConnected(QueuePair queuePair) {
            up.onConnected(queuePair);
        }

        @Override
        public void onCompletion(int slot, long result, int sqHead, int status) {
            up.onCompletion(slot, result, sqHead, status);
        }

        @Override
        public void onBatchEnd() {
            up.onBatchEnd();
        }

        @Override
        public void onFault(TransportFault fault) {
            up.onFault(fault);
        }

        @Override
        public void onQuiesced(long lastByteNs) {
            up.onQuiesced(lastByteNs);
        }
    }

    @Test
    void quiescenceToldTwiceIsNoticed() {
        assertThat(failures(host(up -> new Listener(up) {
            @Override
            public void onQuiesced(long lastByteNs) {
                super.onQuiesced(lastByteNs);
                super.onQuiesced(lastByteNs);
            }
        }), "required_quiesced_isHeard")).isNotEmpty();
    }

    @Test
    void aForgottenEndOfABatchIsNoticed() {
        assertThat(failures(host(up -> new Listener(up) {
            @Override
            public void onBatchEnd() {
                // Forgotten.
            }
        }), "required_batch_its")).isNotEmpty();
    }

    @Test
    void aCallbackOffTheLoopIsNoticed() {
        assertThat(failures(host(up -> new Listener(up) {
            @Override
            public void onBatchEnd() {
                Thread other = Thread.ofPlatform().start(super::onBatchEnd);
                try {
                    other.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }), "required_capsule_aSlot")).isNotEmpty();
    }

    @Test
    void aResultWithoutItsUpperHalfIsNoticed() {
        assertThat(failures(host(up -> new Listener(up) {
            @Override
            public void onCompletion(int slot, long result, int sqHead, int status) {
                super.onCompletion(slot, (int) result, sqHead, status);
            }
        }), "required_capsule_completionArrives")).isNotEmpty();
    }

    @Test
    void anEntryThatIsNotCopiedIsNoticed() {
        assertThat(failures(host(up -> new Listener(up) {
            @Override
            public void onConnected(QueuePair right) {
                super.onConnected(new LateQueuePair(right));
            }
        }), "required_capsule_entryArrives")).isNotEmpty();
    }

    /** Keeps what is submitted, by reference, until the flush. */
    private static final class LateQueuePair implements QueuePair {
        private final QueuePair right;
        private final ArrayDeque<Runnable> late = new ArrayDeque<>();

        LateQueuePair(QueuePair right) {
            this.right = right;
        }

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
            int cid = Sqe.cid(sqe);
            late.add(() -> {
                Bytes.put16(sqe, Sqe.CID, cid);
                right.submit(slot, sqe, data, length);
            });
        }

        @Override
        public void flush() {
            for (Runnable task = late.poll(); task != null; task = late.poll()) {
                task.run();
            }
            right.flush();
        }

        @Override
        public void disconnect(TransportFault why) {
            right.disconnect(why);
        }
    }
}
