package io.fenceline.tck.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendCapabilities;
import io.fenceline.spi.backend.BackendContext;
import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.spi.backend.BackendRequest;
import io.fenceline.tck.ContractRunner;
import io.fenceline.wire.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Back ends with one mistake each: the contract must notice. */
class BackendCanaryTest {
    /** An array that does everything inside submit, with places for mistakes. */
    private static class Inline implements Backend {
        final Backend right;
        final BackendContext context;

        Inline(BackendContext context, Options options) {
            right = new ArrayBackend.Provider().open(context, options);
            this.context = context;
        }

        @Override
        public BackendCapabilities capabilities() {
            return right.capabilities();
        }

        @Override
        public long sizeBytes() {
            return right.sizeBytes();
        }

        @Override
        public void resize(long bytes) {
            right.resize(bytes);
        }

        @Override
        public void submit(BackendRequest request) {
            right.submit(request);
        }

        @Override
        public void cancel(BackendRequest request, int generation) {
            right.cancel(request, generation);
        }

        @Override
        public void close() {
            right.close();
        }
    }

    private interface Maker {
        Backend make(BackendContext context, Options options);
    }

    private static List<String> failures(Maker maker, String part) {
        return ContractRunner.failures(() -> {
            BackendContract contract = new BackendContract() {
                @Override
                public BackendFixture fixture() {
                    return new ArrayBackendTckTest.Fixture() {
                        @Override
                        public BackendProvider provider() {
                            return new Wrapping(maker);
                        }

                        @Override
                        public Map<String, ?> options(long sizeBytes) {
                            return Map.of("size", sizeBytes);
                        }

                        @Override
                        public Duration limit() {
                            return Duration.ofSeconds(1);
                        }
                    };
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

    private record Wrapping(Maker maker) implements BackendProvider {
        @Override
        public String type() {
            return "broken";
        }

        @Override
        public OptionSchema options() {
            return new ArrayBackend.Provider().options();
        }

        @Override
        public Backend open(BackendContext context, Options options) {
            return maker.make(context, options);
        }
    }

    /** Forwards a request and changes what happens at its end. */
    private static BackendRequest with(BackendRequest request, long offset, java.util.function.IntConsumer end) {
        return new BackendRequest() {
            @Override
            public Op op() {
                return request.op();
            }

            @Override
            public long offset() {
                return offset;
            }

            @Override
            public long length() {
                return request.length();
            }

            @Override
            public boolean forceUnitAccess() {
                return request.forceUnitAccess();
            }

            @Override
            public boolean mayDeallocate() {
                return request.mayDeallocate();
            }

            @Override
            public java.lang.foreign.MemorySegment memory() {
                return request.memory();
            }

            @Override
            public java.nio.ByteBuffer byteBuffer() {
                return request.byteBuffer();
            }

            @Override
            public int generation() {
                return request.generation();
            }

            @Override
            public void complete(int status) {
                end.accept(status);
            }
        };
    }

    @Test
    void aRightBackEndFailsNothing() {
        assertThat(failures(Inline::new, "cancel")).isEmpty();
    }

    @Test
    void aGhostWriteIsNoticed() {
        // A cancel is answered at once, and the write comes all the same, later. Each first write of a range waits for its cancel, so
        // that the cancel never comes too late; the next write of the range goes ahead.
        assertThat(failures((context, options) -> new Inline(context, options) {
            private final Map<BackendRequest, Integer> waiting = new ConcurrentHashMap<>();
            private final Set<Long> begun = ConcurrentHashMap.newKeySet();

            @Override
            public void submit(BackendRequest request) {
                if (request.op() == BackendRequest.Op.WRITE && begun.add(request.offset())) {
                    waiting.put(request, request.generation());
                } else {
                    begun.remove(request.offset());
                    right.submit(request);
                }
            }

            @Override
            public void cancel(BackendRequest request, int generation) {
                if (waiting.remove(request) != null) {
                    request.complete(Status.ABORT_REQUESTED);
                    context.timer().schedule(() -> right.submit(with(request, request.offset(), status -> {
                    })), 5_000_000);
                }
            }
        }, "nothingTouchesTheMedium")).isNotEmpty();
    }

    @Test
    void aSecondCompletionIsNoticed() {
        assertThat(failures((context, options) -> new Inline(context, options) {
            @Override
            public void submit(BackendRequest request) {
                right.submit(with(request, request.offset(), status -> {
                    try {
                        request.complete(status);
                        request.complete(status);
                    } catch (IllegalStateException e) {
                        assertThat(e).hasMessageContaining("already");
                    }
                }));
            }
        }, "flush_and")).isNotEmpty();
    }

    @Test
    void aWriteBesideItsRangeIsNoticed() {
        assertThat(failures((context, options) -> new Inline(context, options) {
            @Override
            public void submit(BackendRequest request) {
                boolean wrong = request.op() == BackendRequest.Op.WRITE && request.offset() == 5L * 512;
                right.submit(with(request, wrong ? 4L * 512 : request.offset(), request::complete));
            }
        }, "touchesItsRangeOnly")).isNotEmpty();
    }

    @Test
    void aForgottenRequestIsNoticed() {
        assertThat(failures((context, options) -> new Inline(context, options) {
            @Override
            public void submit(BackendRequest request) {
                if (request.op() != BackendRequest.Op.FLUSH) {
                    super.submit(request);
                }
            }
        }, "flush_and")).isNotEmpty();
    }

    @Test
    void aCancelThatHitsTheNextRequestIsNoticed() {
        assertThat(failures((context, options) -> new Inline(context, options) {
            private volatile boolean cancelled;

            @Override
            public void submit(BackendRequest request) {
                boolean hit = cancelled;
                cancelled = false;
                right.submit(with(request, request.offset(), status -> request.complete(hit ? Status.ABORT_REQUESTED : status)));
            }

            @Override
            public void cancel(BackendRequest request, int generation) {
                cancelled = true;
            }
        }, "EarlierGeneration")).isNotEmpty();
    }
}
