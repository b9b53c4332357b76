package io.fenceline.testkit.sim;

import io.fenceline.api.host.HostException;
import io.fenceline.api.host.IoRequest;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.VirtualTime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a host does with a namespace: some requests at a time, with pauses and bursts, each of them stamped and judged. */
final class Load {
    private static final long MS = 1_000_000;
    /** Blocks of a request. */
    static final int LONGEST = 16;

    private final World world;
    private final int host;
    private final NamespaceHandle namespace;
    private final Gen gen;
    private final VirtualTime time;
    private final int region;
    private final List<Worker> workers = new ArrayList<>();
    private boolean stopped;
    long ended;
    long failed;

    Load(World world, int host, NamespaceHandle namespace, Gen gen) {
        this.world = world;
        this.host = host;
        this.namespace = namespace;
        this.gen = gen;
        time = world.time();
        region = world.plan().blocks() / 2;
        int longest = Math.min(LONGEST, region);
        Arena arena = Arena.ofAuto();
        for (int i = 0; i < world.plan().workers(); i++) {
            workers.add(new Worker(i, arena.allocate((long) longest * world.plan().blockSize(), 4096)));
        }
    }

    void start() {
        workers.forEach(Worker::later);
    }

    /** Begins nothing any more. */
    void stop() {
        stopped = true;
    }

    boolean isIdle() {
        return workers.stream().noneMatch(worker -> worker.busy);
    }

    /** What has not ended, a line each. */
    List<String> unfinished() {
        return workers.stream().filter(worker -> worker.busy).map(Worker::toString).toList();
    }

    private enum Verb {
        READ, WRITE, ZEROES, FLUSH
    }

    /** One request, used again and again. */
    private final class Worker {
        private final int lane;
        private final MemorySegment memory;
        private final IoRequest request;
        private Verb verb = Verb.FLUSH;
        private long lba;
        private int blocks;
        private GhostWriteChecker.@Nullable Write write;
        private GhostWriteChecker.@Nullable Read read;
        private boolean busy;
        private long begunNs;

        Worker(int lane, MemorySegment memory) {
            this.lane = lane;
            this.memory = memory;
            request = namespace.request(lane, ended -> onEnd());
        }

        void later() {
            long think = gen.chance(40) ? 0 : gen.between(0L, 600L) * MS;
            time.schedule(this::next, think);
        }

        private void next() {
            if (stopped || !world.takeOperation()) {
                return;
            }
            if (gen.chance(50)) {
                namespace.execute(lane, this::begin);
            } else {
                begin();
            }
        }

        private void begin() {
            if (stopped) {
                return;
            }
            blocks = gen.between(1, Math.min(gen.chance(80) ? 2 : LONGEST, region));
            lba = gen.between(0, region - blocks);
            int dice = gen.between(0, 99);
            verb = dice < 45 ? Verb.READ : dice < 90 ? Verb.WRITE : dice < 95 ? Verb.ZEROES : Verb.FLUSH;
            busy = true;
            begunNs = time.nowNs();
            MemorySegment part = memory.asSlice(0, (long) blocks * world.plan().blockSize());
            switch (verb) {
                case READ -> {
                    read = world.checker().onRead(lba, blocks);
                    request.read(lba, part);
                }
                case WRITE -> {
                    GhostWriteChecker.Write issued = world.issued(world.checker().onIssued(host, lane, lba, blocks));
                    issued.stamp(part);
                    write = issued;
                    request.write(lba, part);
                }
                case ZEROES -> {
                    write = world.issued(world.checker().onZeroesIssued(host, lane, lba, blocks));
                    request.writeZeroes(lba, blocks, gen.chance(30));
                }
                case FLUSH -> request.flush();
            }
            request.submit();
        }

        private void onEnd() {
            if (!busy) {
                world.trouble("host " + host + ": a request ended twice, or before it began: " + this);
                return;
            }
            busy = false;
            ended++;
            int status = request.status();
            if (status != 0) {
                failed++;
                requireReason(status);
            }
            judge(status);
            if (!stopped) {
                later();
            }
        }

        private void judge(int status) {
            GhostWriteChecker.Read reading = read;
            GhostWriteChecker.Write writing = write;
            read = null;
            write = null;
            if (reading != null) {
                if (status != 0) {
                    reading.onFailed();
                } else {
                    reading.check(memory.asSlice(0, (long) blocks * world.plan().blockSize()))
                            .forEach(finding -> world.trouble("host " + host + ": " + finding));
                }
            }
            if (writing != null) {
                if (status == 0) {
                    writing.onAcknowledged();
                } else if (request.outcome() == HostException.Outcome.NOT_EXECUTED) {
                    writing.onNotExecuted();
                } else {
                    writing.onUnknown();
                }
            }
        }

        private void requireReason(int status) {
            if (!world.plan().mayFail()) {
                world.trouble("host " + host + ": " + this + " failed with " + request.failure() + ", status " + Integer.toHexString(status)
                        + "h, though no deadline, limit or fast fail allows it");
            }
        }

        @Override
        public String toString() {
            GhostWriteChecker.Write writing = write;
            return verb + " of " + blocks + " blocks at " + lba + (writing == null ? "" : ", generation " + writing.generation())
                    + ", lane " + lane + ", begun at " + begunNs + " ns";
        }
    }
}
