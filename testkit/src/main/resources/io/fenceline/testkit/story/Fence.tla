------------------------------- MODULE Fence -------------------------------
(* What a fence may do, as data: one table for the model (Recovery.tla) and for the stories that real hosts tell, which  *)
(* StoryChecker.java reads from this file. Keep one row to a line; rows are plain strings. The names of steps and proofs *)
(* are those of io.fenceline.api.host.Failover, the names of states those of io.fenceline.api.host.ControllerState.      *)
EXTENDS FiniteSets

(* Phases of the fence of one controller. SILENT is FENCING after this end can send nothing of the association any more; *)
(* ABANDONED: the host ended during the fence, and with it everything that was held; nothing is repeated.                *)
Phases == {"LIVE", "FENCING", "SILENT", "FENCED", "OVER", "ABANDONED"}

(* <<phase, step, next phase>>; a step that is not here is forbidden. *)
Steps == {
  <<"LIVE", "LAST_ANSWER", "LIVE">>,
  <<"LIVE", "FIRST_MISSED", "LIVE">>,
  <<"LIVE", "DETECTED", "FENCING">>,

  <<"FENCING", "LAST_ANSWER", "FENCING">>,
  <<"FENCING", "FIRST_MISSED", "FENCING">>,
  <<"FENCING", "SILENT_HERE", "SILENT">>,
  <<"FENCING", "RESET_SENT", "FENCING">>,
  <<"FENCING", "RESET_ANSWERED", "FENCING">>,
  <<"FENCING", "RESET_EVENT", "FENCING">>,
  <<"FENCING", "RESET_LOG_READ", "FENCING">>,
  <<"FENCING", "RESET_FAILED", "FENCING">>,
  <<"FENCING", "AGENT_ASKED", "FENCING">>,
  <<"FENCING", "AGENT_ANSWERED", "FENCING">>,
  <<"FENCING", "REFUSED", "FENCING">>,
  <<"FENCING", "REMOVED", "ABANDONED">>,

  <<"SILENT", "READS_RELEASED", "SILENT">>,
  <<"SILENT", "RESET_SENT", "SILENT">>,
  <<"SILENT", "RESET_ANSWERED", "SILENT">>,
  <<"SILENT", "RESET_EVENT", "SILENT">>,
  <<"SILENT", "RESET_LOG_READ", "SILENT">>,
  <<"SILENT", "RESET_FAILED", "SILENT">>,
  <<"SILENT", "AGENT_ASKED", "SILENT">>,
  <<"SILENT", "AGENT_ANSWERED", "SILENT">>,
  <<"SILENT", "REFUSED", "SILENT">>,
  <<"SILENT", "FAILED_FAST", "SILENT">>,
  <<"SILENT", "FENCED", "FENCED">>,
  <<"SILENT", "REMOVED", "ABANDONED">>,

  <<"FENCED", "RESET_ANSWERED", "FENCED">>,
  <<"FENCED", "RESET_EVENT", "FENCED">>,
  <<"FENCED", "RESET_LOG_READ", "FENCED">>,
  <<"FENCED", "RESET_FAILED", "FENCED">>,
  <<"FENCED", "AGENT_ANSWERED", "FENCED">>,
  <<"FENCED", "FIRST_RETRY", "FENCED">>,
  <<"FENCED", "RECONNECTED", "OVER">>,
  <<"FENCED", "REMOVED", "OVER">>,

  <<"OVER", "FIRST_RETRY", "OVER">>
}

(* <<step, earlier step>>: what must have happened in the same story before. *)
Needs == {
  <<"SILENT_HERE", "DETECTED">>,
  <<"READS_RELEASED", "SILENT_HERE">>,
  <<"RESET_ANSWERED", "RESET_SENT">>,
  <<"RESET_EVENT", "RESET_SENT">>,
  <<"RESET_LOG_READ", "RESET_SENT">>,
  <<"RESET_FAILED", "RESET_SENT">>,
  <<"AGENT_ANSWERED", "AGENT_ASKED">>,
  <<"FAILED_FAST", "SILENT_HERE">>,
  <<"FENCED", "SILENT_HERE">>,
  <<"FIRST_RETRY", "FENCED">>,
  <<"RECONNECTED", "FENCED">>
}

(* <<proof, earlier step>>: what must have happened before a fence may end with that proof. Beside it: TIME asks for the *)
(* whole hold since the last byte, NOTHING_HELD for no command, NONE for a policy that says of itself that it is unsafe. *)
ProofNeeds == {
  <<"CROSS_CONTROLLER_RESET", "RESET_SENT">>,
  <<"CROSS_CONTROLLER_RESET", "RESET_ANSWERED">>,
  <<"AGENT", "AGENT_ASKED">>,
  <<"AGENT", "AGENT_ANSWERED">>
}

(* <<proof, step>>: one of these is the last of the steps of resets and agents before a fence ends with that proof. *)
Evidence == {
  <<"CROSS_CONTROLLER_RESET", "RESET_ANSWERED">>,
  <<"CROSS_CONTROLLER_RESET", "RESET_LOG_READ">>,
  <<"AGENT", "AGENT_ANSWERED">>
}

Proofs == {"NOTHING_HELD", "CROSS_CONTROLLER_RESET", "TIME", "AGENT", "NONE"}

(* <<from, to>>: every change of a controller's state that is not refused (ccr.md 6.1; ControllerState.mayBecome). *)
StateChanges == {
  <<"CONNECTING", "LIVE">>,
  <<"LIVE", "FENCING">>,
  <<"FENCING", "FENCED">>,
  <<"NEW", "RESETTING">>,
  <<"LIVE", "RESETTING">>,
  <<"FENCED", "RESETTING">>,
  <<"NEW", "CONNECTING">>,
  <<"RESETTING", "CONNECTING">>,
  <<"LIVE", "DELETING">>,
  <<"RESETTING", "DELETING">>,
  <<"CONNECTING", "DELETING">>,
  <<"DELETING", "DELETING_NOIO">>,
  <<"DEAD", "DELETING_NOIO">>,
  <<"DELETING", "DEAD">>
}

(* What the model may do: a step in a phase, after the steps that have happened. *)
Allowed(phase, step, past) ==
  /\ \E row \in Steps : row[1] = phase /\ row[2] = step
  /\ \A row \in Needs : row[1] = step => row[2] \in past
After(phase, step) == (CHOOSE row \in Steps : row[1] = phase /\ row[2] = step)[3]
Proves(proof, past) == \A row \in ProofNeeds : row[1] = proof => row[2] \in past
=============================================================================
