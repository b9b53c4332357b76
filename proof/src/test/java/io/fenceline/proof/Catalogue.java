package io.fenceline.proof;

import java.util.ArrayList;
import java.util.List;

/** What TLC is asked: the rules as they are, each rule left out, the limits of the rules, and what must be possible. */
final class Catalogue {
    private static final String GHOST = "NoGhostWrite";
    /** Resets alone can prove: there is no keep alive, and so no time that does. One path suffers. */
    private static final String RESETS = "Kato=0 UseReset=TRUE Exposed={1} NIds=2 ";
    /** A keep alive of two ticks leaves one for delay or drift. */
    private static final String TIMED = "Kato=2 Delay=1 ";

    private Catalogue() {
    }

    private static final String ENDS = "EveryCommandEnds";

    /** Rules as they are, small enough for every build. All invariants hold; in some it is also checked that every command ends. */
    static List<Model> whole() {
        return List.of(
                Model.of("time", "3 × KATO + CQT, a byte may be late by a tick; every command ends", TIMED).also(ENDS),
                Model.of("time-drift", "the host's clock gains a tick", "Kato=2 Drift=1"),
                Model.of("time-late-and-drift", "KATO 3: a byte is late by a tick, and the host's clock gains one",
                        "Kato=3 Delay=1 Drift=1"),
                Model.of("time-command-based", "2 × KATO + CQT without TBKAS", TIMED + "Tbkas=FALSE"),
                Model.of("time-cqt-unreported", "CQT is not reported, and assumed", TIMED + "Reported=FALSE"),
                Model.of("time-two-lost", "both paths are lost, one after the other or together; every command ends", "MaxFaults=2")
                        .also(ENDS),
                Model.of("no-keep-alive", "KATO 0: no time proves, but a ceiling ends commands; every command ends",
                        "Kato=0 Ceiling=TRUE NWrites=2").also(ENDS),
                Model.of("own-queues", "bytes sit in the host's own queues", "UseNic=TRUE Kato=2 Drift=1"),
                Model.of("three-writes", "two writes overlap, one touches another block; a ceiling", "NWrites=3 Ceiling=TRUE Exposed={1}"),
                Model.of("not-partial", "everything waits while a controller is fenced", "NWrites=3 Partial=FALSE Exposed={1}"),
                Model.of("reads-at-once", "a read is repeated at once", "Reads=TRUE"),
                Model.of("reads-wait", "a transport that cannot promise silence towards memory", "Reads=TRUE ReadsAreSafe=FALSE"),
                Model.of("once", "a write that must not be repeated", "Once={1} Ceiling=TRUE"),
                Model.of("agent", "a fencing agent", "UseAgent=TRUE MaxFaults=2 Exposed={1} Track=TRUE"),
                Model.of("reset", "resets without a keep alive, refused or failed at will; stories are kept", RESETS + "Track=TRUE"),
                Model.of("reset-or-time", "resets and time side by side", RESETS + "Kato=1"),
                Model.of("reset-unheard", "the same, nothing refused, but perhaps never answered; every command ends",
                        RESETS + "Kato=1 Refused=FALSE").also(ENDS),
                Model.of("reset-twice", "a path is lost twice; CNTLID and CIU come again", RESETS + "MaxFaults=2 Refused=FALSE"),
                Model.of("reset-joined", "others ask for the same reset", RESETS + "OthersReset=TRUE"),
                Model.of("two-nodes", "nodes that know nothing of each other", RESETS + "Kato=1 TwoNodes=TRUE"));
    }

    /** Each rule, with a model in which it matters. */
    static List<Rule> rules() {
        return List.of(
                rule("H1", "H1", "what was sent is not repeated before a proof", ""),
                rule("H2", "H2", "no proof counts before nothing can leave this end; the hold runs from the last byte", "UseNic=TRUE"),
                rule("H3", "H3", "the target calls a reset done after the last back-end command, not before", RESETS),
                rule("H4", "H4", "the hold does not run from the first symptom", ""),
                rule("H5", "H5", "with TBKAS the hold has three keep alives", TIMED),
                rule("H6", "H6", "a CQT that is not reported is assumed, not 0", TIMED + "Reported=FALSE"),
                rule("KATO", "", "without a keep alive no time is a proof", "Kato=0"),
                rule("CQT", "", "the target keeps the CQT that it tells", ""),
                rule("H7", "H7", "a command's own timer does not end the hold", ""),
                rule("H8", "H8", "a reset or removal by the user does not end the hold", ""),
                rule("H9", "H9", "a reset or removal of a live controller counts only if it is confirmed", ""),
                rule("H10", "H10", "a port or adapter that is gone proves nothing", ""),
                rule("H11", "H11", "entries of the log are matched by CIU too", RESETS + "Refused=FALSE MaxFaults=2 NCius=2"),
                rule("ALL", "H11, H14", "all entries of the ICID and CIU must say Success",
                        RESETS + "Refused=FALSE MaxFaults=2"),
                rule("AFTER", "H11", "only a log that was asked for after the reset was accepted counts",
                        RESETS + "Refused=FALSE MaxFaults=2"),
                rule("FRESH", "H11", "an answer counts for the association it was asked for",
                        RESETS + "Kato=1 Refused=FALSE MaxFaults=2"),
                rule("H12", "H12", "CIU and CIRN are read anew with every association", RESETS + "MaxFaults=2"),
                new Rule("H13", "H13", "the target compares CIU and CIRN, not only CNTLID",
                        Model.of("without-H13", "", RESETS + "Kato=1 NCius=2"), "NoInnocentReset"),
                new Rule("H14", "H14", "the target compares CIRN, since a CIU comes again",
                        Model.of("without-H14", "", RESETS + "Kato=1"), "NoInnocentReset"),
                rule("H15", "H15", "a reset that nobody tells the end of is no success", RESETS),
                rule("H16", "H16", "an entry that is missing is no success", RESETS),
                rule("FAILED", "", "an entry that says Failed is no success", RESETS),
                new Rule("H17", "H17", "while paths are fenced requests wait, and do not fail",
                        Model.of("without-H17", "", "MaxFaults=2"), "NeverFailedForWantOfPath"),
                rule("H18", "H18", "what overlaps an unknown outcome waits for the proof too", "Ceiling=TRUE NWrites=2"),
                new Rule("H19", "H19", "what must not be executed twice is not repeated",
                        Model.of("without-H19", "", "Once={1}"), "NothingTwice"),
                rule("H20", "H20", "the hold is measured by a clock that does not jump", ""),
                rule("H21", "H21", "all queues of a controller are fenced together", ""),
                rule("H22", "H22", "a new association proves nothing about the old one", ""),
                rule("H23", "H23", "a node answers for its own controllers only", RESETS + "TwoNodes=TRUE"),
                rule("PARTIAL", "", "writes that overlap a held block wait", "NWrites=2"),
                new Rule("READS", "", "a read is repeated at once only if no old answer can land in its memory",
                        Model.of("without-READS", "", "Reads=TRUE ReadsAreSafe=FALSE"), "NoSpoiledMemory"));
    }

    private static Rule rule(String name, String hazard, String text, String changes) {
        return new Rule(name, hazard, text, Model.of("without-" + name, text, changes), GHOST);
    }

    /** Where the rules end: the hold covers delay and drift of less than a keep alive together, and not more. */
    static List<Model> limits() {
        return List.of(
                Model.of("late-and-drift", "delay and drift of a tick each, KATO 2", "Kato=2 Delay=1 Drift=1").invariant(GHOST),
                Model.of("too-late", "delay of two ticks, KATO 2", "Kato=2 Delay=2").invariant(GHOST),
                Model.of("too-much-drift", "drift of two ticks, KATO 2", "Kato=2 Drift=2").invariant(GHOST),
                Model.of("too-much-drift-command-based", "the same without TBKAS", "Kato=2 Drift=2 Tbkas=FALSE").invariant(GHOST));
    }

    /** The late write guard of the target, when the host repeats at once (rule H1 left out) but not sooner than after a tick. */
    static Model guarded() {
        return Model.of("guard", "the late write guard saves the medium from a host that repeats at once", "Guard=TRUE Dropped={\"H1\"}")
                .invariant("NoStaleMedium");
    }

    /** What the guard cannot save. */
    static List<Model> unguarded() {
        return List.of(
                Model.of("no-guard", "the same host, no guard", "Dropped={\"H1\"}").invariant("NoStaleMedium"),
                Model.of("guard-late", "the guard, and a write that was still in the fabric", "Guard=TRUE Delay=1 Dropped={\"H1\"}")
                        .invariant("NoStaleMedium"));
    }

    /** Claims that are wrong: TLC shows how the rules as they are get there. */
    static List<Model> reached() {
        List<Model> list = new ArrayList<>();
        list.add(Model.of("reach-time", "a fence ends by time", "").invariant("NeverByTime"));
        list.add(Model.of("reach-retry", "a write is repeated after it", "").invariant("NeverRetried"));
        list.add(Model.of("reach-reset", "a fence ends by a reset", RESETS).invariant("NeverByReset"));
        list.add(Model.of("reach-agent", "a fence ends by an agent", "UseAgent=TRUE").invariant("NeverByAgent"));
        list.add(Model.of("reach-joined", "a reset of others is joined, and ends", RESETS + "OthersReset=TRUE").invariant("NeverJoined"));
        list.add(Model.of("reach-partial", "a new write to another block is sent while one is held", "NWrites=3")
                .property("NothingNewMeanwhile"));
        list.add(Model.of("reach-read", "a read is repeated while its controller is fenced", "Reads=TRUE").invariant("NeverReadMeanwhile"));
        return list;
    }

    /** Not possible when partial fencing is switched off. */
    static Model notPartial() {
        return Model
                .of("not-reached-partial", "with partial fencing off nothing new is sent while a write is held", "NWrites=3 Partial=FALSE")
                .property("NothingNewMeanwhile");
    }

    /** Larger ones, for the tagged run. */
    static List<Model> large() {
        return List.of(
                Model.of("large-ends", "refused, failed and lost resets, and time; every command ends", RESETS + "Kato=1").also(ENDS),
                Model.of("large-reset", "both paths suffer, resets and time, KATO 2 with delay", TIMED + "UseReset=TRUE"),
                Model.of("large-reset-twice", "two losses of one path, refused resets, two CIUs",
                        RESETS + "MaxFaults=2 NCius=2"),
                Model.of("large-mutual", "two losses on two paths, each may reset the other", "UseReset=TRUE Refused=FALSE MaxFaults=2"),
                Model.of("large-three-paths", "three paths, two sources", "NPaths=3 NIds=4 UseReset=TRUE Refused=FALSE Exposed={1,2}"),
                Model.of("large-writes", "three writes, resets, a ceiling and a read",
                        "UseReset=TRUE Refused=FALSE Exposed={1} NIds=2 NWrites=3 Ceiling=TRUE Reads=TRUE"),
                Model.of("large-time", "KATO 3, a tick of delay and one of drift, own queues, two losses",
                        "Kato=3 Delay=1 Drift=1 UseNic=TRUE MaxFaults=2"));
    }
}
