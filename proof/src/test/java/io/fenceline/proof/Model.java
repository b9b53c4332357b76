package io.fenceline.proof;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A configuration of {@code Recovery.tla}: values of its constants, and what TLC is asked. Immutable.
 *
 * @param name for tables and folders
 * @param what one line for a reader
 * @param constants values as TLA+ text, by name
 * @param invariants checked in every state
 * @param properties checked of every fair behaviour
 */
record Model(String name, String what, Map<String, String> constants, List<String> invariants, List<String> properties) {
    /** Everything that must never be broken. */
    static final List<String> ALL = List.of("TypeOK", "NoGhostWrite", "NoStaleMedium", "FencedMeansSilent", "OnlyWithProof",
            "NothingTwice", "NoInnocentReset", "NoSpoiledMemory", "NeverFailedForWantOfPath", "MemoryIsTheCallers", "IdsAreUnique",
            "FollowsTheTable");

    Model {
        constants = new LinkedHashMap<>(constants);
        invariants = List.copyOf(invariants);
        properties = List.copyOf(properties);
    }

    /**
     * A configuration that differs from the smallest one.
     *
     * @param name for tables and folders
     * @param what one line
     * @param changes {@code Constant=value} words, separated by blanks
     * @return with all invariants
     */
    static Model of(String name, String what, String changes) {
        return new Model(name, what, smallest(), ALL, List.of()).with(changes);
    }

    /** Two paths, one write, one fault; a keep alive of one tick, TBKAS, a quiesce time of one tick; nothing else. */
    private static Map<String, String> smallest() {
        Map<String, String> values = new LinkedHashMap<>();
        String all = "NPaths=2 NWrites=1 MaxFaults=1 Exposed={1,2} Kato=1 Tbkas=TRUE Cqt=1 Reported=TRUE Assumed=1 Delay=0 Drift=0"
                + " NIds=3 NCius=1 UseReset=FALSE Refused=TRUE OthersReset=FALSE UseAgent=FALSE UseNic=FALSE Partial=TRUE Ceiling=FALSE"
                + " Reads=FALSE ReadsAreSafe=TRUE TwoNodes=FALSE Guard=FALSE Once={} Track=FALSE Dropped={}";
        for (String word : all.split(" ")) {
            put(values, word);
        }
        return values;
    }

    private static void put(Map<String, String> values, String word) {
        int at = word.indexOf('=');
        values.put(word.substring(0, at), word.substring(at + 1));
    }

    Model with(String changes) {
        Map<String, String> values = new LinkedHashMap<>(constants);
        for (String word : changes.split(" ")) {
            if (!word.isEmpty()) {
                if (!values.containsKey(word.substring(0, word.indexOf('=')))) {
                    throw new IllegalArgumentException("Recovery.tla has no constant for \"" + word + "\"");
                }
                put(values, word);
            }
        }
        return new Model(name, what, values, invariants, properties);
    }

    /** The same without a rule. */
    Model without(String rule) {
        return with("Dropped={\"" + rule + "\"}");
    }

    Model invariant(String only) {
        return new Model(name, what, constants, List.of(only), properties);
    }

    /** The same, and a property of all fair behaviours is checked too. */
    Model also(String property) {
        return new Model(name, what, constants, invariants, List.of(property));
    }

    Model property(String only) {
        return new Model(name, what, constants, List.of(), List.of(only));
    }

    /** What {@link #invariant} or {@link #property} asks alone. */
    String claim() {
        return invariants.isEmpty() ? properties.getFirst() : invariants.getFirst();
    }

    /** What TLC reads. */
    String configuration() {
        StringBuilder text = new StringBuilder("SPECIFICATION " + (properties.isEmpty() ? "Spec" : "FairSpec") + "\nCONSTANTS\n");
        constants.forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
        invariants.forEach(one -> text.append("INVARIANT ").append(one).append('\n'));
        properties.forEach(one -> text.append("PROPERTY ").append(one).append('\n'));
        return text.toString();
    }
}
