package io.fenceline.testkit.sim;

import java.util.List;

/** How what a host hears of Cross-Controller Resets can be spoilt. What the target does is not changed, but where it says so. */
public enum ResetFault {
    /** Not at all. */
    NONE,
    /** Refused with Cross-Controller Reset Limit Exceeded; the target does not see it. */
    LIMIT,
    /** Refused with Cross-Controller Reset Log Page Full; the target does not see it. */
    LOG_FULL,
    /** Refused with Internal Error; the target does not see it. */
    INTERNAL,
    /** Said to be in progress already, though it is not; the target does not see it. */
    IN_PROGRESS,
    /** The connection to the source breaks instead of the command being sent. */
    SOURCE_DIES_BEFORE,
    /** The connection to the source breaks when the command was accepted; the target goes on. */
    SOURCE_DIES_AFTER,
    /** The answer comes one second late, after the event. */
    ANSWER_LATE,
    /** The answer does not come before all is healed. */
    ANSWER_LOST,
    /** The event comes one second late. */
    EVENT_LATE,
    /** The event does not come before all is healed. */
    EVENT_LOST,
    /** The log says Failed. */
    LOG_FAILED,
    /** The log has no entries. */
    LOG_EMPTY,
    /** The log has an entry of the instance before, with success, and none of this one. */
    LOG_STALE,
    /** The log has an entry of another controller, with success, and none of this one. */
    LOG_OTHER,
    /** The log has more entries than it can have, and none that is right. */
    LOG_TOO_LONG,
    /** The log cannot be read. */
    LOG_REFUSED;

    /** All, in order. */
    public static final List<ResetFault> ALL = List.of(values());
}
