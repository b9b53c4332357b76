package io.fenceline.core.target.backend;

import io.fenceline.api.Options;
import io.fenceline.spi.backend.BackendRequest.Op;
import io.fenceline.wire.Status;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What goes wrong, and when.
 *
 * @param ops requests that it is about
 * @param firstLba first logical block that it is about
 * @param lastLba last one; a request that touches a block between them is meant. A flush touches all
 * @param action what happens
 * @param delayNs for {@link Action#DELAY}, in nanoseconds; for {@link Action#STUCK} and {@link Action#HANG} the time after which they
 *            end without {@link FaultBackend#release}, 0: never
 * @param status for {@link Action#ERROR}, as in {@link Status}
 * @param after how many requests that fit pass before it begins
 * @param count how many requests it strikes; {@link Integer#MAX_VALUE}: without end
 * @param chance probability with which it strikes a request that fits, above 0 to 1
 */
public record FaultRule(Set<Op> ops, long firstLba, long lastLba, Action action, long delayNs, int status, int after, int count,
        double chance) {
    /** What happens to a request. */
    public enum Action {
        /** It begins later; a cancel ends it. */
        DELAY,
        /** It does not begin until {@link FaultBackend#release}; a cancel ends it. */
        STALL,
        /** It does not begin until {@link FaultBackend#release}, and no cancel ends it: a thread stuck in the kernel. */
        STUCK,
        /** It is carried out, but its completion waits for {@link FaultBackend#release}; no cancel ends it. */
        HANG,
        /** It is not carried out and ends with a status. */
        ERROR
    }

    private static final Map<String, Integer> STATUSES = Map.of("internal", Status.INTERNAL_ERROR, "write-fault", Status.WRITE_FAULT,
            "read-error", Status.UNRECOVERED_READ_ERROR, "capacity", Status.CAPACITY_EXCEEDED | Status.DNR, "not-ready",
            Status.NAMESPACE_NOT_READY);
    private static final Map<String, Set<Op>> OPS = Map.of("read", EnumSet.of(Op.READ), "write", EnumSet.of(Op.WRITE), "flush",
            EnumSet.of(Op.FLUSH), "zeroes", EnumSet.of(Op.WRITE_ZEROES), "deallocate", EnumSet.of(Op.DEALLOCATE), "any",
            EnumSet.allOf(Op.class));

    /** Copies the set. */
    public FaultRule {
        ops = Set.copyOf(ops);
    }

    /**
     * A rule about all requests of some kinds, for ever.
     *
     * @param action what happens, without a delay or status
     * @param first a kind of request
     * @param more further kinds
     * @return the rule
     */
    public static FaultRule of(Action action, Op first, Op... more) {
        return new FaultRule(EnumSet.of(first, more), 0, Long.MAX_VALUE, action, 0, Status.INTERNAL_ERROR, 0, Integer.MAX_VALUE, 1);
    }

    /**
     * A rule that ends requests with a status, for ever.
     *
     * @param errorStatus as in {@link Status}
     * @param first a kind of request
     * @param more further kinds
     * @return the rule
     */
    public static FaultRule error(int errorStatus, Op first, Op... more) {
        return new FaultRule(EnumSet.of(first, more), 0, Long.MAX_VALUE, Action.ERROR, 0, errorStatus, 0, Integer.MAX_VALUE, 1);
    }

    /**
     * A rule that lets requests begin later, for ever.
     *
     * @param ns how much later, in nanoseconds
     * @param first a kind of request
     * @param more further kinds
     * @return the rule
     */
    public static FaultRule delay(long ns, Op first, Op... more) {
        return new FaultRule(EnumSet.of(first, more), 0, Long.MAX_VALUE, Action.DELAY, ns, Status.SUCCESS, 0, Integer.MAX_VALUE, 1);
    }

    /**
     * The same, for some blocks only.
     *
     * @param first first block
     * @param last last block
     * @return a copy
     */
    public FaultRule at(long first, long last) {
        return new FaultRule(ops, first, last, action, delayNs, status, after, count, chance);
    }

    /**
     * The same, for some requests only.
     *
     * @param times how many are struck
     * @return a copy
     */
    public FaultRule times(int times) {
        return new FaultRule(ops, firstLba, lastLba, action, delayNs, status, after, times, chance);
    }

    /**
     * Reads rules as in fenceline.yaml, separated by semicolons. A rule is words: the kind of request ({@code read},
     * {@code write}, {@code flush}, {@code zeroes}, {@code deallocate}, {@code any}), then what happens ({@code delay=250ms},
     * {@code stall}, {@code stuck}, {@code hang}, {@code stuck=4s}, {@code hang=4s}, {@code error=write-fault} or a status number such as {@code error=0x281}),
     * then, as wished, {@code lba=0-1023}, {@code after=10}, {@code count=3}, {@code chance=5%}.
     *
     * @param text such as {@code write lba=0-7 error=write-fault count=1; read delay=5ms chance=10%}
     * @return the rules, in order
     * @throws IllegalArgumentException that names the word that is wrong and what would be right
     */
    public static List<FaultRule> parse(String text) {
        List<FaultRule> rules = new ArrayList<>();
        for (String part : text.split(";", -1)) {
            if (!part.isBlank()) {
                rules.add(parseOne(part.strip()));
            }
        }
        return List.copyOf(rules);
    }

    private static FaultRule parseOne(String text) {
        List<String> words = List.of(text.toLowerCase(Locale.ROOT).split("\\s+", -1));
        Set<Op> ops = OPS.get(words.getFirst());
        if (ops == null) {
            throw wrong(words.getFirst(), "read, write, flush, zeroes, deallocate or any");
        }
        FaultRule rule = null;
        long first = 0;
        long last = Long.MAX_VALUE;
        int after = 0;
        int count = Integer.MAX_VALUE;
        double chance = 1;
        for (String word : words.subList(1, words.size())) {
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals);
            String value = equals < 0 ? "" : word.substring(equals + 1);
            try {
                switch (key) {
                    case "delay" -> rule = ofAction(ops, Action.DELAY, Options.parseMillis(value) * 1_000_000, 0);
                    case "stall" -> rule = ofAction(ops, Action.STALL, 0, 0);
                    case "stuck" -> rule = ofAction(ops, Action.STUCK, atMost(equals, value), 0);
                    case "hang" -> rule = ofAction(ops, Action.HANG, atMost(equals, value), 0);
                    case "error" -> rule = ofAction(ops, Action.ERROR, 0, status(value));
                    case "lba" -> {
                        int dash = value.indexOf('-');
                        first = Long.parseLong(dash < 0 ? value : value.substring(0, dash));
                        last = dash < 0 ? first : Long.parseLong(value.substring(dash + 1));
                    }
                    case "after" -> after = Integer.parseUnsignedInt(value);
                    case "count" -> count = Integer.parseUnsignedInt(value);
                    case "chance" -> chance = percent(value);
                    default -> throw new IllegalArgumentException(word);
                }
            } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
                throw wrong(word,
                        "delay=250ms, stall, stuck, stuck=4s, hang, hang=4s, error=write-fault, error=0x281, lba=0-7, after=1, count=1 or chance=5%");
            }
        }
        if (rule == null) {
            throw wrong(text, "delay=, stall, stuck, hang or error= after the kind of request");
        }
        return new FaultRule(ops, first, last, rule.action, rule.delayNs, rule.status, after, count, chance);
    }

    /** Nanoseconds of what stands behind the equals sign; 0 where there is none: without end. */
    private static long atMost(int equals, String value) {
        return equals < 0 ? 0 : Options.parseMillis(value) * 1_000_000;
    }

    private static FaultRule ofAction(Set<Op> ops, Action action, long delayNs, int status) {
        return new FaultRule(ops, 0, Long.MAX_VALUE, action, delayNs, status, 0, Integer.MAX_VALUE, 1);
    }

    private static int status(String value) {
        Integer known = STATUSES.get(value);
        int status = known != null ? known : Integer.decode(value);
        if (status <= 0 || status > 0x7FFF) {
            throw new IllegalArgumentException(value);
        }
        return status;
    }

    private static double percent(String value) {
        double chance = Double.parseDouble(value.endsWith("%") ? value.substring(0, value.length() - 1) : "no") / 100;
        if (!(chance > 0 && chance <= 1)) {
            throw new IllegalArgumentException(value);
        }
        return chance;
    }

    private static IllegalArgumentException wrong(String word, String wanted) {
        return new IllegalArgumentException("'" + word + "' is not valid in a fault rule; " + wanted + " is wanted");
    }
}
