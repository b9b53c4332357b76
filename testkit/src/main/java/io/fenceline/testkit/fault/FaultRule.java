package io.fenceline.testkit.fault;

import io.fenceline.testkit.Gen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One fault. As text: point, filters, which of the matching events, a colon, what happens:
 *
 * <pre>
 * command op=01 3 : delay 5ms        the third write that reaches the target
 * completion qid=1 2+ : drop         all but the first completion of queue 1
 * fetch * : corrupt-digest           every fetch
 * c2h type=C2HData 4x2 : truncate 30 the fourth and fifth C2HData PDU
 * h2c type=CapsuleCmd 1 : stall      capsules, from the first on, until the end
 * </pre>
 *
 * @param point where
 * @param qid queue; -1: any
 * @param op opcode; -1: any
 * @param type PDU type of a byte stream; -1: any
 * @param first which of the matching events is the first to be hit, from 1
 * @param count how many are hit from there on
 * @param action what happens
 * @param amount nanoseconds of a delay or stall, bytes of a truncation; 0: none, and of a stall: for ever
 */
public record FaultRule(FaultPoint point, int qid, int op, int type, int first, int count, FaultAction action, long amount) {
    /** PDU types by number (NVMe/TCP 1.1, 3.6.1); an empty name: reserved. */
    private static final List<String> TYPES = List.of("ICReq", "ICResp", "H2CTermReq", "C2HTermReq", "CapsuleCmd", "CapsuleResp", "H2CData",
            "C2HData", "", "R2T");

    /** Checks that this can happen there. */
    public FaultRule {
        if (!point.allows(action)) {
            throw new IllegalArgumentException(
                    "'" + action + "' is not possible at '" + point + "'; possible are " + listed(point.actions()));
        }
        if (first < 1 || count < 1 || amount < 0) {
            throw new IllegalArgumentException("first " + first + ", count " + count + ", amount " + amount + ": 1, 1 and 0 are the least");
        }
        if (action == FaultAction.DELAY && amount == 0) {
            throw new IllegalArgumentException("a delay takes a time, such as 'delay 5ms'");
        }
    }

    private static String listed(Iterable<?> all) {
        List<String> names = new ArrayList<>();
        all.forEach(one -> names.add(one.toString()));
        return String.join(", ", names);
    }

    /**
     * A rule without filters.
     *
     * @param point where
     * @param first which event
     * @param action what happens
     * @param amount nanoseconds or bytes
     * @return hits one event
     */
    public static FaultRule at(FaultPoint point, int first, FaultAction action, long amount) {
        return new FaultRule(point, -1, -1, -1, first, 1, action, amount);
    }

    /**
     * Reads a rule.
     *
     * @param line as above
     * @return the rule
     * @throws IllegalArgumentException that says what is wrong and what would be right
     */
    public static FaultRule parse(String line) {
        String[] halves = line.split(":", 2);
        if (halves.length != 2) {
            throw new IllegalArgumentException("'" + line + "': a colon between event and fault is missing");
        }
        try {
            String[] event = halves[0].strip().split("\\s+", -1);
            FaultPoint point = choice(FaultPoint.values(), event[0]);
            int qid = -1;
            int op = -1;
            int type = -1;
            int first = 1;
            int count = 1;
            for (String word : List.of(event).subList(1, event.length)) {
                if (word.startsWith("qid=")) {
                    qid = Integer.parseInt(word.substring(4));
                } else if (word.startsWith("op=")) {
                    op = Integer.parseInt(word.substring(3), 16);
                } else if (word.startsWith("type=")) {
                    type = TYPES.indexOf(word.substring(5));
                    if (type < 0) {
                        throw new IllegalArgumentException("'" + word + "'; known are " + listed(TYPES));
                    }
                } else if (word.equals("*")) {
                    count = Integer.MAX_VALUE;
                } else if (word.endsWith("+")) {
                    first = Integer.parseInt(word.substring(0, word.length() - 1));
                    count = Integer.MAX_VALUE;
                } else {
                    int times = word.indexOf('x');
                    first = Integer.parseInt(times < 0 ? word : word.substring(0, times));
                    count = times < 0 ? 1 : Integer.parseInt(word.substring(times + 1));
                }
            }
            String[] what = halves[1].strip().split("\\s+", -1);
            FaultAction action = choice(FaultAction.values(), what[0]);
            long amount = what.length < 2 ? 0 : action.takesTime() ? nanos(what[1]) : Long.parseLong(what[1]);
            return new FaultRule(point, qid, op, type, first, count, action, amount);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + line + "': a number is not valid: " + e.getMessage(), e);
        }
    }

    private static <E extends Enum<E>> E choice(E[] values, String text) {
        for (E value : values) {
            if (value.toString().equals(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is not known; known are " + listed(Arrays.asList(values)));
    }

    private static long nanos(String text) {
        String unit = text.replaceAll("[0-9]", "");
        long number = Long.parseLong(text.substring(0, text.length() - unit.length()));
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "ns" -> number;
            case "us" -> number * 1_000;
            case "ms" -> number * 1_000_000;
            case "s" -> number * 1_000_000_000;
            default -> throw new IllegalArgumentException("'" + text + "': a time is wanted, such as 20us, 5ms or 2s");
        };
    }

    private static String time(long ns) {
        if (ns % 1_000_000_000 == 0) {
            return ns / 1_000_000_000 + "s";
        }
        return ns % 1_000_000 == 0 ? ns / 1_000_000 + "ms" : ns % 1_000 == 0 ? ns / 1_000 + "us" : ns + "ns";
    }

    /**
     * Draws a rule.
     *
     * @param gen from where
     * @param points where it may be
     * @return any action that is possible there, at one of the first forty events
     */
    public static FaultRule draw(Gen gen, List<FaultPoint> points) {
        FaultPoint point = gen.pick(points);
        FaultAction action = gen.pick(List.copyOf(point.actions()));
        long amount = switch (action) {
            case DELAY, STALL -> gen.between(1L, 5_000L) * 1_000;
            case TRUNCATE -> gen.between(0L, 600L);
            default -> 0;
        };
        return at(point, gen.between(1, 40), action, amount);
    }

    boolean matches(FaultPoint where, int queue, int opcode, int pduType) {
        return point == where && (qid < 0 || qid == queue) && (op < 0 || op == opcode) && (type < 0 || type == pduType);
    }

    /** The line that {@link #parse} reads. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(point.toString());
        if (qid >= 0) {
            line.append(" qid=").append(qid);
        }
        if (op >= 0) {
            line.append(" op=").append("%02x".formatted(op));
        }
        if (type >= 0) {
            line.append(" type=").append(TYPES.get(type));
        }
        if (count == Integer.MAX_VALUE) {
            line.append(first == 1 ? " *" : " " + first + "+");
        } else {
            line.append(' ').append(first).append(count == 1 ? "" : "x" + count);
        }
        line.append(" : ").append(action);
        if (amount > 0) {
            line.append(' ').append(action.takesTime() ? time(amount) : Long.toString(amount));
        }
        return line.toString();
    }
}
