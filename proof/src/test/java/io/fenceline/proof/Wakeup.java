package io.fenceline.proof;

import java.util.List;

/**
 * A configuration of {@code Wakeup.tla}.
 *
 * @param name for folders
 * @param what for a reader
 * @param oneOwner the target's rule
 * @param readsAgain the host's rule
 * @param lossy whether events are lost
 * @param polls whether the host reads now and then
 * @param heard whether every end is heard of
 */
record Wakeup(String name, String what, boolean oneOwner, boolean readsAgain, boolean lossy, boolean polls, boolean heard) {
    static List<Wakeup> all() {
        return List.of(
                new Wakeup("wakeup", "mask and snapshot have one owner; the host reads again; no event is lost", true, true, false, false,
                        true),
                new Wakeup("wakeup-lossy", "events are lost, and the host polls", true, true, true, true, true),
                new Wakeup("wakeup-race-polled", "the mask is cleared after the snapshot, and the host polls", false, true, true, true,
                        true),
                new Wakeup("wakeup-race", "the mask is cleared after the snapshot", false, true, false, false, false),
                new Wakeup("wakeup-deaf", "an event during a read is forgotten", true, false, false, false, false),
                new Wakeup("wakeup-lost", "events are lost, and nobody polls", true, true, true, false, false));
    }

    String configuration() {
        return "SPECIFICATION FairSpec\nCONSTANTS\nOneOwner = " + word(oneOwner) + "\nReadsAgain = " + word(readsAgain) + "\nLossy = "
                + word(lossy) + "\nPolls = " + word(polls) + "\nPROPERTY HeardOf\n";
    }

    private static String word(boolean value) {
        return value ? "TRUE" : "FALSE";
    }
}
