package io.fenceline.core.host.engine.discovery;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.api.host.DiscoveryLog;
import io.fenceline.wire.DiscoveryEntry;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Entries of a log as records. An entry that makes no sense is left out and named; the others count. Texts are the peer's:
 * control characters must not steer a person's terminal.
 *
 * @param records in the order of the log
 * @param problems one line for each entry that was left out
 */
record LogRecords(List<DiscoveryLog.Entry> records, List<String> problems) {
    /**
     * Reads entries.
     *
     * @param entries of {@link DiscoveryEntry#BYTES} each
     * @param from the service that told
     * @param types transports by TRTYPE; null: not known
     * @return the records
     */
    static LogRecords of(List<byte[]> entries, TransportAddress from, IntFunction<@Nullable TransportType> types) {
        List<DiscoveryLog.Entry> records = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (byte[] bytes : entries) {
            try {
                records.add(entry(MemorySegment.ofArray(bytes), from, types));
            } catch (IllegalArgumentException e) {
                problems.add("record " + (records.size() + problems.size()) + " of " + from + " is left out: "
                        + printable(String.valueOf(e.getMessage())));
            }
        }
        return new LogRecords(records, problems);
    }

    private static DiscoveryLog.Entry entry(MemorySegment s, TransportAddress from, IntFunction<@Nullable TransportType> types) {
        return new DiscoveryLog.Entry(kind(DiscoveryEntry.SUBTYPE.getInt(s)), Nqn.of(printable(DiscoveryEntry.SUBNQN.get(s))),
                address(s, types),
                DiscoveryEntry.PORTID.getInt(s), DiscoveryEntry.CNTLID.getInt(s), DiscoveryEntry.ASQSZ.getInt(s),
                DiscoveryEntry.TREQ.getInt(s),
                DiscoveryEntry.EFLAGS.getInt(s), from);
    }

    private static DiscoveryLog.Kind kind(int subtype) {
        return switch (subtype) {
            case DiscoveryEntry.SUBTYPE_REFERRAL -> DiscoveryLog.Kind.REFERRAL;
            case DiscoveryEntry.SUBTYPE_NVM -> DiscoveryLog.Kind.NVM;
            case DiscoveryEntry.SUBTYPE_CURRENT -> DiscoveryLog.Kind.CURRENT_DISCOVERY;
            default -> throw new IllegalArgumentException("SUBTYPE " + subtype + ": 1, 2 or 3 is known");
        };
    }

    private static @Nullable TransportAddress address(MemorySegment s, IntFunction<@Nullable TransportType> types) {
        TransportType type = types.apply(DiscoveryEntry.TRTYPE.getInt(s));
        int code = DiscoveryEntry.ADRFAM.getInt(s);
        String address = printable(DiscoveryEntry.TRADDR.get(s));
        if (type == null || address.isEmpty()) {
            return null;
        }
        for (TransportAddress.Family family : TransportAddress.Family.values()) {
            if (family.code() == code) {
                return new TransportAddress(type, family, address, printable(DiscoveryEntry.TRSVCID.get(s)));
            }
        }
        return null;
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
