package io.fenceline.assembly.nbd.engine;

import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.NamespaceLimits;

/**
 * A namespace as it is exported to one client: what it was when the client asked. A namespace that grows is seen by the clients
 * that connect afterwards.
 *
 * @param name canonical name
 * @param description for a person
 * @param handle what carries the requests
 * @param bytes size
 * @param blockSize of a logical block: what every request must be a multiple of
 * @param preferredBlock what requests should be a multiple of
 * @param flags transmission flags, without those that depend on what the client negotiates
 */
public record Export(String name, String description, NamespaceHandle handle, long bytes, int blockSize, int preferredBlock, int flags) {
    /** What a READ or WRITE may carry: what every client may rely on (proto.md, "Size constraints"). */
    public static final int MAX_PAYLOAD = 32 << 20;
    /** Preferred where the namespace says nothing else; the default of proto.md. */
    private static final int PREFERRED_BLOCK = 4096;
    /** Greatest minimum block size that the protocol can tell. */
    public static final int MAX_BLOCK = 65_536;

    /**
     * Looks at a namespace.
     *
     * @param name canonical name
     * @param description for a person
     * @param handle the namespace
     * @param readOnly whether to refuse writes that the namespace would take
     * @return as it is now
     */
    public static Export of(String name, String description, NamespaceHandle handle, boolean readOnly) {
        NamespaceLimits limits = handle.limits();
        int block = handle.blockSize();
        int optimal = limits.optimalBytes();
        int preferred = Integer.bitCount(optimal) == 1 && optimal >= block && optimal <= MAX_PAYLOAD ? optimal : block;
        return new Export(name, description, handle, handle.bytes(), block, Math.max(preferred, PREFERRED_BLOCK),
                flags(limits, readOnly || limits.readOnly()));
    }

    /**
     * Only what the namespace can do. FLUSH and FUA every NVM namespace can; several connections see one another's flushes,
     * since an NVMe Flush covers what any queue has completed.
     */
    private static int flags(NamespaceLimits limits, boolean readOnly) {
        int flags = Nbd.FLAG_HAS_FLAGS | Nbd.FLAG_SEND_FLUSH | Nbd.FLAG_SEND_FUA | Nbd.FLAG_CAN_MULTI_CONN | Nbd.FLAG_SEND_CACHE;
        if (readOnly) {
            return flags | Nbd.FLAG_READ_ONLY;
        }
        if (limits.deallocate()) {
            flags |= Nbd.FLAG_SEND_TRIM;
        }
        if (limits.writeZeroes()) {
            flags |= Nbd.FLAG_SEND_WRITE_ZEROES | Nbd.FLAG_SEND_FAST_ZERO;
        }
        return flags;
    }

    /**
     * The flags that a client gets.
     *
     * @param structured whether it has negotiated structured replies
     * @return transmission flags
     */
    public int flags(boolean structured) {
        return structured ? flags | Nbd.FLAG_SEND_DF : flags;
    }

    /**
     * Whether all of some flags are set.
     *
     * @param wanted the flags
     * @return whether
     */
    public boolean can(int wanted) {
        return (flags & wanted) == wanted;
    }

    /**
     * Whether writes are refused.
     *
     * @return whether
     */
    public boolean isReadOnly() {
        return can(Nbd.FLAG_READ_ONLY);
    }

    /**
     * Whether zeroes can be written faster than data: by deallocation, which NO_HOLE forbids.
     *
     * @return whether
     */
    public boolean zeroesFast() {
        return can(Nbd.FLAG_SEND_TRIM | Nbd.FLAG_SEND_WRITE_ZEROES);
    }
}
