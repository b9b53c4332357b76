package io.fenceline.assembly.failovers;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A failover in a recording of Java Flight Recorder: from the detection to the end of the hold. */
@Name(FailoverEvent.NAME)
@Label("Failover")
@Category({"Fenceline", "Host"})
@Description("A controller was lost, and its commands were held until it was silent.")
@StackTrace(false)
final class FailoverEvent extends Event {
    static final String NAME = "io.fenceline.Failover";

    @Label("Subsystem")
    String subsystem = "";

    @Label("Controller")
    @Description("Its number in the views of the host.")
    int controller;

    @Label("Address")
    String address = "";

    @Label("CNTLID")
    int cntlid;

    @Label("CIU")
    int ciu;

    @Label("CIRN")
    @Description("16 hexadecimal digits.")
    String cirn = "";

    @Label("Cause")
    String cause = "";

    @Label("Detail")
    String detail = "";

    @Label("Policy")
    @Description("The recovery policy that decided last.")
    String policy = "";

    @Label("Proof")
    @Description("What ended the hold.")
    String proof = "";

    @Label("Noticed After")
    @Description("From the last good answer to the detection; -1: not known.")
    @Timespan(Timespan.NANOSECONDS)
    long noticedAfter;

    @Label("Recovery")
    @Description("From the detection to the first command that was repeated; -1: none was.")
    @Timespan(Timespan.NANOSECONDS)
    long recovery;

    @Label("Held Commands")
    int held;

    @Label("Held Writes")
    int heldWrites;

    @Label("Failed Commands")
    @Description("Held commands that ended with an unknown outcome.")
    int failed;

    @Label("Refused Proposals")
    long refused;
}
