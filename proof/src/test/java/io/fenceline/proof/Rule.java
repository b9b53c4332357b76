package io.fenceline.proof;

/**
 * A rule of recovery that can be left out of the model, and the behaviour that TLC then has to find.
 *
 * @param name in {@code Dropped} of Recovery.tla
 * @param hazard of the reference; empty: none of its numbers
 * @param text what the rule demands
 * @param model the configuration in which leaving it out shows
 * @param breaks the invariant that breaks
 */
record Rule(String name, String hazard, String text, Model model, String breaks) {
    /** The model that is to be found out. */
    Model mutation() {
        return model.without(name).invariant(breaks);
    }
}
