package io.fenceline.assembly.nbd.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The transfers of a connection with their memory: made when first needed, used again, bounded. One thread. */
final class Transfers {
    /** How many times too large memory may be: a small request in large memory would keep others from it. */
    private static final int MAX_SLACK = 4;

    private final TransmissionLimits limits;
    private final Supplier<Transfer> maker;
    /** All there are. */
    private final List<Transfer> all = new ArrayList<>();
    /** Those that are not in use; the last one was used last. */
    private final List<Transfer> idle = new ArrayList<>();
    private long bytes;

    Transfers(TransmissionLimits limits, Supplier<Transfer> maker) {
        this.limits = limits;
        this.maker = maker;
    }

    int open() {
        return all.size() - idle.size();
    }

    long bytes() {
        return bytes;
    }

    /**
     * A transfer with memory for so many bytes of data; with none, for 0.
     *
     * @return null: not before another one is given back
     * @throws OutOfMemoryError when the machine has no memory, though the limits would allow it
     */
    @Nullable
    Transfer take(int length) {
        if (open() >= limits.openRequests()) {
            return null;
        }
        if (length == 0) {
            return take(idle.isEmpty() ? make() : idle.getLast());
        }
        Transfer fitting = fitting(length);
        if (fitting != null) {
            return take(fitting);
        }
        long wanted = Payload.footprint(length);
        if (!makeRoom(wanted)) {
            return null;
        }
        Transfer bare = bare();
        bare.payload(new Payload(length));
        bytes += wanted;
        return take(bare);
    }

    private Transfer take(Transfer transfer) {
        // From the end, where what was used last is: what is taken is nearly always there.
        idle.remove(idle.lastIndexOf(transfer));
        return transfer;
    }

    private Transfer make() {
        Transfer made = maker.get();
        all.add(made);
        idle.add(made);
        return made;
    }

    /** The idle one with the least memory that is enough, and not far too much. */
    private @Nullable Transfer fitting(int length) {
        int exact = Payload.capacityFor(length);
        Transfer best = null;
        long least = (long) exact * MAX_SLACK + 1;
        for (int i = idle.size() - 1; i >= 0; i--) {
            Payload payload = idle.get(i).payload();
            if (payload != null && payload.capacity() >= exact && payload.capacity() < least) {
                best = idle.get(i);
                least = payload.capacity();
                if (least == exact) {
                    return best;
                }
            }
        }
        return best;
    }

    /** Lets memory of idle ones go, the largest first, until so much more is within the limit. */
    private boolean makeRoom(long wanted) {
        while (bytes + wanted > limits.payloadBytes() || (bareIsMissing() && all.size() >= limits.openRequests())) {
            Transfer largest = null;
            long most = 0;
            for (Transfer transfer : idle) {
                Payload payload = transfer.payload();
                if (payload != null && payload.capacity() > most) {
                    most = payload.capacity();
                    largest = transfer;
                }
            }
            if (largest == null) {
                return false;
            }
            drop(largest);
        }
        return true;
    }

    private boolean bareIsMissing() {
        for (Transfer transfer : idle) {
            if (transfer.payload() == null) {
                return false;
            }
        }
        return true;
    }

    private Transfer bare() {
        for (Transfer transfer : idle) {
            if (transfer.payload() == null) {
                return transfer;
            }
        }
        return make();
    }

    private void drop(Transfer transfer) {
        Payload payload = transfer.payload();
        if (payload != null) {
            transfer.payload(null);
            bytes -= payload.footprint();
            payload.release();
        }
    }

    void giveBack(Transfer transfer) {
        transfer.next(null);
        idle.add(transfer);
    }

    void cancelAll() {
        for (Transfer transfer : all) {
            if (!idle.contains(transfer)) {
                transfer.cancel();
            }
        }
    }

    /** Lets all memory go when none is in use. */
    boolean release() {
        if (open() > 0) {
            return false;
        }
        all.forEach(this::drop);
        return true;
    }
}
