-------------------------------- MODULE Wakeup --------------------------------
(* How a host learns that a Cross-Controller Reset has ended: notice F4h, which is masked until log page 1Eh is read, and  *)
(* the log. Two resets through one source. Recovery.tla lets the host read the log at any time or never; this module shows *)
(* that a reset that has ended is heard of, unless one of the rules is left out.                                           *)
EXTENDS Naturals, FiniteSets

CONSTANTS
  OneOwner,   \* the target clears the mask and takes the snapshot under the same ownership; else snapshot first, mask later
  ReadsAgain, \* the host reads once more when an event comes while a read is under way
  Lossy,      \* events may be lost
  Polls       \* the host reads now and then while it waits

VARIABLES
  entry,   \* [Resets -> prog, done]
  masked,  \* an event was sent, and the log was not read since
  event,   \* an event is on its way to the host
  read,    \* the log read under way: idle, asked, snapped (mask not cleared yet), replied
  snap,    \* the entries in it that were done
  again,   \* the host wants to read once more
  heard    \* resets that the host knows to have ended
vars == <<entry, masked, event, read, snap, again, heard>>
Resets == {1, 2}

Init ==
  /\ entry = [r \in Resets |-> "prog"] /\ masked = FALSE /\ event = FALSE
  /\ read = "idle" /\ snap = {} /\ again = FALSE /\ heard = {}

Ends(r) ==
  /\ entry[r] = "prog" /\ entry' = [entry EXCEPT ![r] = "done"]
  /\ event' = (event \/ ~masked) /\ masked' = TRUE
  /\ UNCHANGED <<read, snap, again, heard>>
EventIsLost == Lossy /\ event /\ event' = FALSE /\ UNCHANGED <<entry, masked, read, snap, again, heard>>
EventComes ==
  /\ event /\ event' = FALSE
  /\ IF read = "idle" THEN read' = "asked" /\ UNCHANGED again ELSE again' = (again \/ ReadsAgain) /\ UNCHANGED read
  /\ UNCHANGED <<entry, masked, snap, heard>>
Poll == Polls /\ read = "idle" /\ heard # Resets /\ read' = "asked" /\ UNCHANGED <<entry, masked, event, snap, again, heard>>
Snapshot ==
  /\ read = "asked" /\ snap' = {r \in Resets : entry[r] = "done"}
  /\ IF OneOwner THEN read' = "replied" /\ masked' = FALSE ELSE read' = "snapped" /\ UNCHANGED masked
  /\ UNCHANGED <<entry, event, again, heard>>
MaskIsCleared == read = "snapped" /\ read' = "replied" /\ masked' = FALSE /\ UNCHANGED <<entry, event, snap, again, heard>>
Reply ==
  /\ read = "replied" /\ heard' = heard \cup snap /\ snap' = {}
  /\ read' = (IF again THEN "asked" ELSE "idle") /\ again' = FALSE
  /\ UNCHANGED <<entry, masked, event>>

Next == (\E r \in Resets : Ends(r)) \/ EventIsLost \/ EventComes \/ Poll \/ Snapshot \/ MaskIsCleared \/ Reply
FairSpec == Init /\ [][Next]_vars /\ WF_vars(EventComes) /\ WF_vars(Poll) /\ WF_vars(Snapshot) /\ WF_vars(MaskIsCleared) /\ WF_vars(Reply)

HeardOf == \A r \in Resets : (entry[r] = "done") ~> (r \in heard)
=============================================================================
