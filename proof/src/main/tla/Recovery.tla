------------------------------ MODULE Recovery ------------------------------
(* Rapid path failure recovery: a host with several paths to one subsystem, the controllers behind them, a fabric that   *)
(* loses and delays, two clocks that drift, and an application that writes. docs/proof.md tells how to read it.          *)
(*                                                                                                                        *)
(* Rules that keep the host from repeating a write too early are each guarded by Keep("name"). Dropped = {} is the design *)
(* as it is; TLC finds a violation for every rule in Dropped. H1..H23 are the hazards of the reference (docs/hazards.md). *)
EXTENDS Naturals, FiniteSets, Fence

CONSTANTS
  NPaths,       \* paths, each with one association at first
  NWrites,      \* writes; 1 and 2 overlap, 3 touches another block
  MaxFaults,    \* associations that may suffer faults; as many can be made anew
  Exposed,      \* paths on which they may
  Kato,         \* keep alive timeout, in ticks of the target; 0: none
  Tbkas,        \* whether the controller counts any traffic as a keep alive (TBKAS)
  Cqt,          \* the quiesce time that the target keeps
  Reported,     \* whether it says so in Identify
  Assumed,      \* what the host assumes if it does not
  Delay,        \* ticks that a byte may spend in the fabric
  Drift,        \* ticks by which the host's clock may gain on the target's
  NIds, NCius,  \* how many values CNTLID and CIU have
  UseReset,     \* whether the host asks for Cross-Controller Resets
  Refused,      \* whether they may be refused, lost or fail
  OthersReset,  \* whether somebody else asks, too
  UseAgent,     \* whether it has a fencing agent
  UseNic,       \* whether bytes may sit in the host's own queues after they were submitted
  Partial,      \* whether writes that touch no held block go on while a controller is fenced
  Ceiling,      \* whether held commands may end with an unknown outcome
  Reads,        \* whether a read is under way as well, to be repeated at once
  ReadsAreSafe, \* whether the transport guarantees that no old answer lands in memory that was given back
  TwoNodes,     \* path 1 leads to another node than the others, and nodes know nothing of each other
  Guard,        \* the target's late write guard
  Once,         \* writes that must not be executed twice
  Track,        \* whether to remember the steps of each story, to check them against Fence
  Dropped       \* rules that are not obeyed

Keep(rule) == rule \notin Dropped
Paths == 1..NPaths
Writes == 1..NWrites
Instances == 1..(NPaths + MaxFaults)
Block(w) == IF w = 3 THEN 2 ELSE 1
Node(p) == IF TwoNodes /\ p = 1 THEN 1 ELSE 2
Max(a, b) == IF a > b THEN a ELSE b

(* NVM Express Base 9.6.2.2 and TP4129: the controller may see the last byte late, then has to notice, then to quiesce. *)
Hold == (IF Tbkas /\ Keep("H5") THEN 3 ELSE 2) * Kato
        + (IF Reported THEN Cqt ELSE IF Keep("H6") THEN Assumed ELSE 0)
TimeProves == Kato > 0 \/ ~Keep("KATO")

VARIABLES
  phase,    \* [Paths -> Phases]: the host's fence of each path
  inst,     \* [Paths -> Instances]: the association that it has, or had last
  known,    \* [Paths -> Instances]: whose identity it has read
  quiet,    \* [Paths -> 0..Hold]: ticks of the host since a byte may have left last, while it is being fenced
  past,     \* [Paths -> SUBSET steps]: the story so far
  proof,    \* [Paths -> proof or ""]: what ended the last fence
  wst,      \* [Writes -> new, sent, held, queued, acked, unknown]
  wat,      \* [Writes -> Instances or 0]: where its last copy went
  copies,   \* copies of writes that may still be executed; sup: 1 another was started after it, 2 another was executed
  done,     \* writes of Once that were executed
  a,        \* [Instances -> association, as the target sees it]
  att,      \* Cross-Controller Resets under way, with their messages
  log,      \* [Instances -> [Instances -> "-", "prog", "ok", "fail"]]: each source's Cross-Controller Reset log
  lr,       \* [Instances -> log read under way]
  agent,    \* the fencing agent's questions and answers
  faulty,   \* associations that suffer faults
  lag,      \* what the drift has consumed
  rd,       \* the read
  bad       \* what has gone wrong

vars == <<phase, inst, known, quiet, past, proof, wst, wat, copies, done, a, att, log, lr, agent, faulty, lag, rd, bad>>
hostPath == <<phase, inst, known, quiet, past, proof>>
writes == <<wst, wat>>
resets == <<att, log, lr>>

(* --------------------------------------------------- small words --------------------------------------------------- *)
Unused == [st |-> "none", path |-> 0, id |-> 0, ciu |-> 0, tka |-> 0, seen |-> FALSE, due |-> 0, ka |-> 0]
NoRead == [st |-> "-", cover |-> {}, snap |-> {}, rmc |-> FALSE]
IsFencing(p) == phase[p] \in {"FENCING", "SILENT"}
Current(i) == i > 0 /\ a[i].path > 0 /\ inst[a[i].path] = i
HostLive(i) == Current(i) /\ phase[a[i].path] = "LIVE"
Alive(i) == a[i].st \in {"up", "lost"}
AtTarget(i) == {c \in copies : c.i = i /\ c.at = "tgt"}
Counting(i) == a[i].st = "up" /\ Kato > 0 /\ a[i].path > 0 /\ ~HostLive(i)
Hurt(i) == faulty' = faulty \cup {i} /\ Cardinality(faulty \cup {i}) <= MaxFaults /\ a[i].path \in Exposed
LostRec(r, i) == [r EXCEPT !.st = "lost", !.tka = 0, !.seen = FALSE, !.ka = 0,
                           !.due = IF AtTarget(i) # {} \/ rd.i = i THEN Cqt ELSE 0]

(* A step of the story; what the table forbids is seen by FollowsTheTable. *)
Story(p, step) ==
  /\ phase' = [phase EXCEPT ![p] = IF Allowed(phase[p], step, IF Track THEN past[p] ELSE {row[2] : row \in Needs})
                                   THEN After(phase[p], step) ELSE "?"]
  /\ past' = IF Track THEN [past EXCEPT ![p] = @ \cup {step}] ELSE past
SameStory == UNCHANGED <<phase, past>>
Note(p, step) == IF Track THEN Story(p, step) ELSE SameStory

Init ==
  /\ phase = [p \in Paths |-> "LIVE"]
  /\ inst = [p \in Paths |-> p]
  /\ known = inst
  /\ quiet = [p \in Paths |-> 0]
  /\ past = [p \in Paths |-> {}]
  /\ proof = [p \in Paths |-> ""]
  /\ wst = [w \in Writes |-> "new"]
  /\ wat = [w \in Writes |-> 0]
  /\ copies = {}
  /\ done = {}
  /\ a = [i \in Instances |-> IF i \in Paths THEN [Unused EXCEPT !.st = "up", !.path = i, !.id = i, !.ciu = 1] ELSE Unused]
  /\ att = {}
  /\ log = [i \in Instances |-> [x \in Instances |-> "-"]]
  /\ lr = [i \in Instances |-> NoRead]
  /\ agent = {}
  /\ faulty = {}
  /\ lag = 0
  /\ rd = [st |-> IF Reads THEN "new" ELSE "-", i |-> 0]
  /\ bad = {}

(* --------------------------------------------- the host sends and repeats ------------------------------------------ *)
(* An outcome is open while the controller that has the write may still execute it. *)
Open(x) ==
  \/ wst[x] = "held"
  \/ wst[x] = "unknown" /\ Keep("H18") /\ \E p \in Paths : inst[p] = wat[x] /\ IsFencing(p)
Waits(w) == Keep("PARTIAL") /\ \E x \in Writes \ {w} : Open(x) /\ (Partial => Block(x) = Block(w))
Superseded(w) ==
  {IF Block(c.w) = Block(w) /\ (c.w = w \/ wst[c.w] \in {"held", "queued", "unknown"}) THEN [c EXCEPT !.sup = Max(@, 1)] ELSE c
    : c \in copies}

Send(w, p) ==
  /\ wst[w] \in {"new", "queued"}
  /\ phase[p] = "LIVE" \/ (~Keep("H21") /\ IsFencing(p))
  /\ ~Waits(w)
  /\ copies' = Superseded(w) \cup
       {[w |-> w, i |-> inst[p], at |-> IF UseNic THEN "nic" ELSE "wire", age |-> 0, sup |-> 0]}
  /\ wst' = [wst EXCEPT ![w] = IF phase[p] = "LIVE" THEN "sent" ELSE "held"]
  /\ wat' = [wat EXCEPT ![w] = inst[p]]
  /\ IF Track /\ wst[w] = "queued"
       THEN \E q \in Paths : /\ phase[q] \in {"FENCED", "LIVE"} /\ "FENCED" \in past[q]
                             /\ past' = [past EXCEPT ![q] = @ \cup {"FIRST_RETRY"}]
       ELSE UNCHANGED past
  /\ UNCHANGED <<phase, inst, known, quiet, proof, done, a, att, log, lr, agent, faulty, lag, rd, bad>>

ReadSend(p) ==
  /\ rd.st = "new" /\ phase[p] = "LIVE"
  /\ rd' = [st |-> "sent", i |-> inst[p]]
  /\ UNCHANGED <<hostPath, writes, copies, done, a, resets, agent, faulty, lag, bad>>
ReadAnswer == \* before anything was lost
  /\ rd.st = "sent" /\ HostLive(rd.i) /\ a[rd.i].st = "up"
  /\ rd' = [st |-> "done", i |-> 0]
  /\ UNCHANGED <<hostPath, writes, copies, done, a, resets, agent, faulty, lag, bad>>
(* At once, or after the fence; its answer comes, and the caller uses the memory for something else. *)
ReadAgain(q) ==
  /\ rd.st = "sent" /\ ~HostLive(rd.i) /\ phase[q] = "LIVE"
  /\ \/ ReadsAreSafe \/ ~Keep("READS")
     \/ ~\E p \in Paths : inst[p] = rd.i /\ IsFencing(p)
  /\ \E p \in Paths : \/ inst[p] = rd.i /\ phase[p] \in {"SILENT", "FENCED"}
                      \/ inst[p] # rd.i /\ a[rd.i].path = p
  /\ rd' = [rd EXCEPT !.st = "again"]
  /\ IF \E p \in Paths : inst[p] = rd.i /\ phase[p] = "SILENT"
       THEN Note(a[rd.i].path, "READS_RELEASED") ELSE SameStory
  /\ UNCHANGED <<inst, known, quiet, proof, writes, copies, done, a, resets, agent, faulty, lag, bad>>
ReadLate ==
  /\ rd.st = "again" /\ ~ReadsAreSafe
  /\ a[rd.i].st = "up" \/ (a[rd.i].st = "lost" /\ a[rd.i].due > 0)
  /\ bad' = bad \cup {"spoiled"}
  /\ UNCHANGED <<hostPath, writes, copies, done, a, resets, agent, faulty, lag, rd>>

(* --------------------------------------------------- the fabric ---------------------------------------------------- *)
LeaveNic(c) ==
  /\ c \in copies /\ c.at = "nic"
  /\ copies' = (copies \ {c}) \cup {[c EXCEPT !.at = "wire", !.age = 0]}
  /\ quiet' = IF Keep("H2") /\ Current(c.i) THEN [quiet EXCEPT ![a[c.i].path] = 0] ELSE quiet
  /\ UNCHANGED <<phase, inst, known, past, proof, writes, done, a, resets, agent, faulty, lag, rd, bad>>
Arrive(c) ==
  /\ c \in copies /\ c.at = "wire"
  /\ IF a[c.i].st = "up"
       THEN /\ copies' = (copies \ {c}) \cup {[c EXCEPT !.at = "tgt", !.age = 0]}
            /\ a' = [a EXCEPT ![c.i].seen = Tbkas /\ Counting(c.i)]
       ELSE copies' = copies \ {c} /\ a' = a
  /\ UNCHANGED <<hostPath, writes, done, resets, agent, faulty, lag, rd, bad>>
Vanish(c) ==
  /\ c \in copies /\ c.at = "wire" /\ Hurt(c.i)
  /\ copies' = copies \ {c}
  /\ UNCHANGED <<hostPath, writes, done, a, resets, agent, lag, rd, bad>>
KeepAliveArrives(i) ==
  /\ a[i].ka > 0
  /\ a' = [a EXCEPT ![i].ka = 0, ![i].seen = Tbkas, ![i].tka = IF Tbkas THEN @ ELSE Kato]
  /\ UNCHANGED <<hostPath, writes, copies, done, resets, agent, faulty, lag, rd, bad>>

(* --------------------------------------------------- the target ---------------------------------------------------- *)
(* An older write that the guard has promoted: its association is lost, or it has been in the back end for long. *)
Promoted(c) == a[c.i].st = "lost" \/ c.age > 0
Gated(c) == Guard /\ c.sup = 0 /\ \E o \in copies : o.at = "tgt" /\ o.sup > 0 /\ Block(o.w) = Block(c.w) /\ Promoted(o)

Executed(c) ==
  /\ c \in copies /\ c.at = "tgt" /\ Alive(c.i) /\ ~Gated(c)
  /\ copies' = {IF d.sup = 1 /\ c.sup = 0 /\ Block(d.w) = Block(c.w) THEN [d EXCEPT !.sup = 2] ELSE d : d \in copies \ {c}}
  /\ done' = IF c.w \in Once THEN done \cup {c.w} ELSE done
  /\ bad' = bad \cup (IF c.sup > 0 THEN {"ghost"} ELSE {}) \cup (IF c.sup = 2 THEN {"stale"} ELSE {})
                \cup (IF c.w \in done THEN {"twice"} ELSE {})
Answered(c) ==
  /\ Executed(c)
  /\ wat[c.w] = c.i /\ wst[c.w] \in {"sent", "held"}
  /\ wst' = [wst EXCEPT ![c.w] = "acked"] /\ wat' = [wat EXCEPT ![c.w] = 0]
  /\ UNCHANGED <<hostPath, a, resets, agent, faulty, lag, rd>>
Unanswered(c) ==
  /\ Executed(c)
  /\ Hurt(c.i)
  /\ UNCHANGED <<hostPath, writes, a, resets, agent, lag, rd>>
Cancelled(c) ==
  /\ c \in copies /\ c.at = "tgt" /\ a[c.i].st = "lost"
  /\ copies' = copies \ {c}
  /\ UNCHANGED <<hostPath, writes, done, a, resets, agent, faulty, lag, rd, bad>>

(* The target may learn of a loss at any time, and has to when its timer has expired. *)
Notice(i) ==
  /\ a[i].st = "up" /\ a[i].path > 0 /\ Hurt(i)
  /\ a' = [a EXCEPT ![i] = LostRec(@, i)]
  /\ UNCHANGED <<hostPath, writes, copies, done, resets, agent, lag, rd, bad>>
Expire(i) ==
  /\ Counting(i) /\ a[i].tka = 0
  /\ a' = [a EXCEPT ![i] = IF Tbkas /\ a[i].seen THEN [@ EXCEPT !.tka = Kato, !.seen = FALSE] ELSE LostRec(@, i)]
  /\ UNCHANGED <<hostPath, writes, copies, done, resets, agent, faulty, lag, rd, bad>>
(* The last command is over: the controller is freed, its number may be used again, resets that wait for it succeed. *)
Free(i) ==
  /\ a[i].st = "lost" /\ AtTarget(i) = {}
  /\ a' = [a EXCEPT ![i].st = "gone", ![i].due = 0]
  /\ log' = [s \in Instances |-> IF s = i THEN [x \in Instances |-> "-"]
                                 ELSE [log[s] EXCEPT ![i] = IF @ = "prog" THEN "ok" ELSE @]]
  /\ lr' = [lr EXCEPT ![i] = NoRead]
  /\ UNCHANGED <<hostPath, writes, copies, done, att, agent, faulty, lag, rd, bad>>
ResetFails(s, i) ==
  /\ Refused /\ log[s][i] = "prog"
  /\ log' = [log EXCEPT ![s][i] = "fail"]
  /\ UNCHANGED <<hostPath, writes, copies, done, a, att, lr, agent, faulty, lag, rd, bad>>
ResetDoneTooEarly(s, i) == \* H3: sockets closed, the back end still busy
  /\ ~Keep("H3") /\ log[s][i] = "prog" /\ a[i].st = "lost"
  /\ log' = [log EXCEPT ![s][i] = "ok"]
  /\ UNCHANGED <<hostPath, writes, copies, done, a, att, lr, agent, faulty, lag, rd, bad>>

(* ------------------------------------------- loss, silence, proof, release ----------------------------------------- *)
Lost(p) == \* what every loss does
  LET i == inst[p] IN
  /\ a[i].path = p
  /\ quiet' = [quiet EXCEPT ![p] = IF Keep("H4") THEN 0 ELSE @]
  /\ wst' = [w \in Writes |-> IF wat[w] = i /\ wst[w] = "sent" THEN "held" ELSE wst[w]]
  /\ \E t \in 1..Max(Kato, 1) : \E ka \in 0..1 :
       a' = IF a[i].st = "up" /\ Kato > 0
              THEN [a EXCEPT ![i].tka = t, ![i].seen = Tbkas, ![i].ka = IF Delay > 0 THEN ka ELSE 0] ELSE a
  /\ att' = {m \in att : m.src # i}
  /\ lr' = [lr EXCEPT ![i] = NoRead]
  /\ proof' = [proof EXCEPT ![p] = ""]
Lose(p) ==
  /\ phase[p] = "LIVE" /\ Hurt(inst[p])
  /\ Lost(p)
  /\ phase' = [phase EXCEPT ![p] = IF UseNic THEN After("LIVE", "DETECTED") ELSE After(After("LIVE", "DETECTED"), "SILENT_HERE")]
  /\ past' = IF Track THEN [past EXCEPT ![p] = {"DETECTED"} \cup (IF UseNic THEN {} ELSE {"SILENT_HERE"})] ELSE past
  /\ UNCHANGED <<inst, known, wat, copies, done, log, agent, lag, rd, bad>>
SilentHere(p) ==
  /\ phase[p] = "FENCING"
  /\ Story(p, "SILENT_HERE")
  /\ copies' = {c \in copies : c.i # inst[p] \/ c.at # "nic"}
  /\ UNCHANGED <<inst, known, quiet, proof, writes, done, a, resets, agent, faulty, lag, rd, bad>>

Released(i) == \* what was held is repeated elsewhere; what must not be repeated ends with an unknown outcome
  /\ wst' = [w \in Writes |-> IF wat[w] # i \/ wst[w] \notin {"held", "sent"} THEN wst[w]
                              ELSE IF w \in Once /\ Keep("H19") THEN "unknown" ELSE "queued"]
  /\ wat' = [w \in Writes |-> IF wat[w] = i THEN 0 ELSE wat[w]]
Fenced(p, why, evidence) ==
  LET told == IF Track THEN past[p] \cup evidence ELSE {} IN
  /\ phase[p] = "SILENT" \/ (~Keep("H2") /\ phase[p] = "FENCING")
  /\ phase' = [phase EXCEPT ![p] = IF ~Keep("H2") \/ ~Track \/ (/\ \A step \in evidence : Allowed("SILENT", step, told)
                                                               /\ Allowed("SILENT", "FENCED", told))
                                   THEN "FENCED" ELSE "?"]
  /\ past' = IF Track THEN [past EXCEPT ![p] = told \cup {"FENCED"}] ELSE past
  /\ Released(inst[p])
  /\ proof' = [proof EXCEPT ![p] = IF Track /\ ~Proves(why, told) THEN "?" ELSE why]
  /\ quiet' = [quiet EXCEPT ![p] = 0]
  /\ UNCHANGED <<inst, known, copies, done, a, faulty, lag, rd, bad>>
(* Stale attempts are forgotten; commands on their way cannot be called back. *)
Without(i) == {m \in att : m.imp # i \/ m.st = "cmd"}

FencedByTime(p) ==
  /\ TimeProves /\ quiet[p] >= Hold
  /\ Fenced(p, "TIME", {})
  /\ att' = Without(inst[p])
  /\ UNCHANGED <<log, lr, agent>>
FailFast(p) ==
  /\ Ceiling /\ phase[p] = "SILENT" /\ \E w \in Writes : wst[w] = "held" /\ wat[w] = inst[p]
  /\ wst' = [w \in Writes |-> IF wst[w] = "held" /\ wat[w] = inst[p] THEN "unknown" ELSE wst[w]]
  /\ Note(p, "FAILED_FAST")
  /\ UNCHANGED <<inst, known, quiet, proof, wat, copies, done, a, resets, agent, faulty, lag, rd, bad>>
(* The controller has confirmed that it is disabled: no fence is needed, but silence at this end is (H9: nobody confirmed). *)
ConfirmedReset(p) ==
  /\ phase[p] = "LIVE" /\ (a[inst[p]].st = "gone" \/ ~Keep("H9")) /\ Hurt(inst[p])
  /\ phase' = [phase EXCEPT ![p] = "FENCED"] /\ past' = IF Track THEN [past EXCEPT ![p] = {"FENCED"}] ELSE past
  /\ proof' = [proof EXCEPT ![p] = "CONFIRMED"]
  /\ Released(inst[p])
  /\ copies' = {c \in copies : c.i # inst[p] \/ c.at # "nic"}
  /\ att' = {m \in att : m.src # inst[p]} /\ lr' = [lr EXCEPT ![inst[p]] = NoRead]
  /\ UNCHANGED <<inst, known, quiet, done, a, log, agent, lag, rd, bad>>

NewRec(p, id, ciu) == [Unused EXCEPT !.st = "up", !.path = p, !.id = id, !.ciu = ciu]
FreeIds == {id \in 1..NIds : ~\E x \in Instances : Alive(x) /\ a[x].id = id}
Connect(p) ==
  /\ phase[p] = "FENCED"
  /\ \E n \in Instances : /\ a[n].st = "none" /\ \A m \in 1..(n - 1) : a[m].st # "none"
                          /\ \E id \in FreeIds : \E ciu \in 1..NCius : a' = [a EXCEPT ![n] = NewRec(p, id, ciu)]
                          /\ inst' = [inst EXCEPT ![p] = n]
                          /\ known' = IF Keep("H12") THEN [known EXCEPT ![p] = n] ELSE known
  /\ phase' = [phase EXCEPT ![p] = "LIVE"]
  /\ past' = IF Track THEN [past EXCEPT ![p] = past[p] \cap {"FENCED", "FIRST_RETRY"}] ELSE past
  /\ UNCHANGED <<quiet, proof, writes, copies, done, resets, agent, faulty, lag, rd, bad>>

(* ---------------------------------------------- Cross-Controller Reset --------------------------------------------- *)
Ask(p, q) ==
  /\ UseReset /\ p # q /\ IsFencing(p) /\ phase[q] = "LIVE"
  /\ ~\E m \in att : m.src = inst[q] /\ m.imp = inst[p]
  /\ att' = att \cup {[src |-> inst[q], imp |-> inst[p], k |-> known[p], st |-> "cmd"]}
  /\ Note(p, "RESET_SENT")
  /\ UNCHANGED <<inst, known, quiet, proof, writes, copies, done, a, log, lr, agent, faulty, lag, rd, bad>>
Becomes(m, st) == att' = (att \ {m}) \cup {[m EXCEPT !.st = st]}

(* H13: the number alone is compared; H14: CIRN is not. H3: one that is ending counts as not found. *)
Matches(m) ==
  {x \in Instances : /\ Alive(x) /\ Node(a[x].path) = Node(a[m.src].path)
                     /\ a[x].id = a[m.k].id
                     /\ Keep("H13") => a[x].ciu = a[m.k].ciu
                     /\ (Keep("H13") /\ Keep("H14")) => x = m.k
                     /\ ~Keep("H3") => a[x].st = "up"}
TakeReset(m) ==
  /\ m \in att /\ m.st = "cmd" /\ a[m.src].st = "up"
  /\ IF Node(a[m.k].path) # Node(a[m.src].path) /\ Keep("H23")
       THEN att' = att \ {m} /\ UNCHANGED <<log, a, bad>>   \* an error: this node cannot say
     ELSE IF Matches(m) = {}
       THEN Becomes(m, "irs") /\ UNCHANGED <<log, a, bad>>
     ELSE LET x == CHOOSE x \in Matches(m) : TRUE IN
       IF log[m.src][x] = "prog"
         THEN Becomes(m, "joined") /\ UNCHANGED <<log, a, bad>>
         ELSE /\ Becomes(m, "acc")
              /\ log' = [log EXCEPT ![m.src][x] = "prog"]
              /\ a' = IF a[x].st = "up" THEN [a EXCEPT ![x] = LostRec(@, x)] ELSE a
              /\ bad' = IF x # m.k THEN bad \cup {"innocent"} ELSE bad
  /\ UNCHANGED <<hostPath, writes, copies, done, lr, agent, faulty, lag, rd>>
(* Lost on the way, or refused: a limit, a full log, an internal error. *)
NoReset(m) ==
  /\ Refused /\ m \in att
  /\ att' = att \ {m}
  /\ UNCHANGED <<hostPath, writes, copies, done, a, log, lr, agent, faulty, lag, rd, bad>>
(* Another host or an administrator asks for the same reset through the same source, and nobody here has a record of it. *)
TheirReset(s, x) ==
  /\ OthersReset /\ s # x /\ a[s].st = "up" /\ Alive(x) /\ log[s][x] = "-" /\ Node(a[s].path) = Node(a[x].path)
  /\ ~HostLive(x)
  /\ log' = [log EXCEPT ![s][x] = "prog"]
  /\ a' = IF a[x].st = "up" THEN [a EXCEPT ![x] = LostRec(@, x)] ELSE a
  /\ UNCHANGED <<hostPath, writes, copies, done, att, lr, agent, faulty, lag, rd, bad>>

ImpPath(m) == a[m.imp].path
(* FRESH: an answer that belongs to an earlier association of the path is not taken for this one's. *)
ForThis(m) == inst[ImpPath(m)] = m.imp \/ ~Keep("FRESH")
AnswerImmediate(m) ==
  /\ m \in att /\ m.st = "irs"
  /\ IF ForThis(m) /\ IsFencing(ImpPath(m))
       THEN /\ Fenced(ImpPath(m), "CROSS_CONTROLLER_RESET", {"RESET_ANSWERED"})
            /\ att' = Without(inst[ImpPath(m)]) \ {m}
            /\ UNCHANGED <<log, lr, agent>>
       ELSE att' = att \ {m} /\ UNCHANGED <<hostPath, writes, copies, done, a, log, lr, agent, faulty, lag, rd, bad>>
AnswerAccepted(m) ==
  /\ m \in att /\ m.st \in {"acc", "joined"} /\ IsFencing(ImpPath(m))
  /\ Becomes(m, "accepted")
  /\ Note(ImpPath(m), "RESET_ANSWERED")
  /\ UNCHANGED <<inst, known, quiet, proof, writes, copies, done, a, log, lr, agent, faulty, lag, rd, bad>>
(* At any time: after an event, after a while without one, or for another reset. Events themselves need no place here. *)
ReadLog(q) ==
  LET s == inst[q] IN
  /\ phase[q] = "LIVE" /\ lr[s].st = "-" /\ \E m \in att : m.src = s
  /\ \E rmc \in BOOLEAN : lr' = [lr EXCEPT ![s] =
       [st |-> "cmd", cover |-> {m.imp : m \in {n \in att : n.src = s /\ n.st = "accepted"}}, snap |-> {}, rmc |-> rmc]]
  /\ UNCHANGED <<hostPath, writes, copies, done, a, att, log, agent, faulty, lag, rd, bad>>
Snapshot(s) ==
  /\ lr[s].st = "cmd" /\ a[s].st = "up"
  /\ lr' = [lr EXCEPT ![s].st = "reply", ![s].snap = {<<x, log[s][x]>> : x \in {y \in Instances : log[s][y] # "-"}}]
  /\ log' = IF lr[s].rmc THEN [log EXCEPT ![s] = [x \in Instances |-> IF log[s][x] = "prog" THEN "prog" ELSE "-"]] ELSE log
  /\ UNCHANGED <<hostPath, writes, copies, done, a, att, agent, faulty, lag, rd, bad>>
(* All entries of this ICID and CIU say Success, in a log that was read after the reset was accepted. *)
LogProves(m, r) ==
  LET mine == {e \in r.snap : a[e[1]].id = a[m.k].id /\ (Keep("H11") => a[e[1]].ciu = a[m.k].ciu)}
      good == {e \in mine : e[2] = "ok" \/ (~Keep("FAILED") /\ e[2] = "fail")}
  IN /\ m.imp \in r.cover \/ ~Keep("AFTER")
     /\ IF mine = {} THEN ~Keep("H16") ELSE good # {} /\ (Keep("H11") /\ Keep("ALL") => good = mine)
GotLog(q) ==
  LET s == inst[q] IN
  /\ phase[q] = "LIVE" /\ lr[s].st = "reply"
  /\ lr' = [lr EXCEPT ![s] = NoRead]
  /\ \/ \E m \in att : /\ m.src = s /\ m.st = "accepted" /\ ForThis(m) /\ LogProves(m, lr[s])
                       /\ Fenced(ImpPath(m), "CROSS_CONTROLLER_RESET", {"RESET_LOG_READ"})
                       /\ att' = Without(inst[ImpPath(m)]) \ {m}
     \/ UNCHANGED <<hostPath, writes, copies, done, a, att, faulty, lag, rd, bad>>
  /\ UNCHANGED <<log, agent>>

(* ----------------------------------------------------- agents ------------------------------------------------------ *)
AskAgent(p) ==
  /\ UseAgent /\ IsFencing(p) /\ ~\E g \in agent : g.i = inst[p]
  /\ agent' = agent \cup {[i |-> inst[p], st |-> "asked"]}
  /\ Note(p, "AGENT_ASKED")
  /\ UNCHANGED <<inst, known, quiet, proof, writes, copies, done, a, resets, faulty, lag, rd, bad>>
AgentActs(g) ==
  /\ g \in agent /\ g.st = "asked"
  /\ IF a[g.i].st = "up" THEN a' = [a EXCEPT ![g.i] = LostRec(@, g.i)] /\ UNCHANGED agent
     ELSE /\ a[g.i].st = "gone" /\ agent' = (agent \ {g}) \cup {[g EXCEPT !.st = "silent"]} /\ UNCHANGED a
  /\ UNCHANGED <<hostPath, writes, copies, done, resets, faulty, lag, rd, bad>>
AgentAnswers(g) ==
  LET p == a[g.i].path IN
  /\ g \in agent /\ g.st = "silent" /\ IsFencing(p)
  /\ inst[p] = g.i \/ ~Keep("FRESH")
  /\ Fenced(p, "AGENT", {"AGENT_ANSWERED"}) /\ att' = Without(inst[p]) /\ UNCHANGED <<log, lr, agent>>

(* ------------------------------------------------------- time ------------------------------------------------------ *)
HostMayTick ==
  /\ \A c \in copies : c.at = "wire" => c.age < Delay
  /\ \A i \in Instances : a[i].ka <= Delay
TargetMayTick ==
  /\ \A i \in Instances : Counting(i) => a[i].tka > 0
  /\ Keep("CQT") => \A i \in Instances : (a[i].st = "lost" /\ AtTarget(i) # {}) => a[i].due > 0
TickHost ==
  /\ quiet' = [p \in Paths |-> IF IsFencing(p) \/ quiet[p] > 0 THEN IF quiet[p] < Hold THEN quiet[p] + 1 ELSE Hold ELSE 0]
  /\ copies' = {IF c.at = "wire" \/ (Guard /\ c.at = "tgt") THEN [c EXCEPT !.age = IF c.at = "tgt" THEN 1 ELSE @ + 1] ELSE c : c \in copies}
Ka(r) == IF r.ka > 0 THEN r.ka + 1 ELSE 0
Tick ==
  /\ HostMayTick /\ TargetMayTick
  /\ TickHost
  /\ a' = [i \in Instances |-> [a[i] EXCEPT !.ka = Ka(a[i]), !.tka = IF Counting(i) THEN @ - 1 ELSE @,
                                            !.due = IF @ > 0 THEN @ - 1 ELSE 0]]
  /\ UNCHANGED <<phase, inst, known, past, proof, writes, done, resets, agent, faulty, lag, rd, bad>>
(* The host's clock runs ahead, or the target's stands still for a moment: it is paused. *)
TickHostOnly ==
  /\ HostMayTick /\ lag < Drift
  /\ TickHost
  /\ lag' = lag + 1
  /\ a' = [i \in Instances |-> [a[i] EXCEPT !.ka = Ka(a[i])]]
  /\ UNCHANGED <<phase, inst, known, past, proof, writes, done, resets, agent, faulty, rd, bad>>

(* ----------------------------------------- what happens without the rules ------------------------------------------ *)
ReleasedEarly(p) == \* the rest of a release that has no proof
  /\ phase' = [phase EXCEPT ![p] = "FENCED"] /\ UNCHANGED past
  /\ Released(inst[p]) /\ proof' = [proof EXCEPT ![p] = "BROKEN"] /\ quiet' = [quiet EXCEPT ![p] = 0]
  /\ att' = {m \in Without(inst[p]) : m.src # inst[p]}
  /\ UNCHANGED <<inst, known, copies, done, a, log, lr, agent, faulty, lag, rd, bad>>
NoFenceAtAll(p) == ~Keep("H1") /\ IsFencing(p) /\ (Guard => quiet[p] > 0) /\ ReleasedEarly(p)
CommandTimerEndsHold(p) == \* H7: one held write only
  /\ ~Keep("H7") /\ IsFencing(p)
  /\ \E w \in Writes : wst[w] = "held" /\ wat[w] = inst[p] /\ wst' = [wst EXCEPT ![w] = "queued"] /\ wat' = [wat EXCEPT ![w] = 0]
  /\ UNCHANGED <<hostPath, copies, done, a, resets, agent, faulty, lag, rd, bad>>
UserEndsHold(p) == ~Keep("H8") /\ IsFencing(p) /\ ReleasedEarly(p)
PortRemoved(p) == ~Keep("H10") /\ phase[p] = "LIVE" /\ inst[p] \in faulty /\ ReleasedEarly(p)
WaitedForEventIsSuccess(p) ==
  /\ ~Keep("H15") /\ IsFencing(p) /\ \E m \in att : m.imp = inst[p] /\ m.st = "accepted"
  /\ ReleasedEarly(p)
ClockJumps(p) == \* H20: the hold is not measured by a monotonic clock
  /\ ~Keep("H20") /\ IsFencing(p)
  /\ quiet' = [quiet EXCEPT ![p] = Hold]
  /\ UNCHANGED <<phase, inst, known, past, proof, writes, copies, done, a, resets, agent, faulty, lag, rd, bad>>
ReconnectIsProof(p) == ~Keep("H22") /\ IsFencing(p) /\ FreeIds # {} /\ ReleasedEarly(p)
FirstSymptom(p) == \* H4: the hold runs from here, and sending goes on
  /\ ~Keep("H4") /\ phase[p] = "LIVE" /\ quiet[p] = 0 /\ inst[p] \in Paths
  /\ quiet' = [quiet EXCEPT ![p] = 1]
  /\ UNCHANGED <<phase, inst, known, past, proof, writes, copies, done, a, resets, agent, faulty, lag, rd, bad>>
FailedForWantOfPath(w) == \* H17: the application hears of an error while a path is only being fenced
  /\ ~Keep("H17") /\ wst[w] \in {"new", "queued"} /\ \A p \in Paths : phase[p] # "LIVE"
  /\ bad' = bad \cup {"failed"}
  /\ UNCHANGED <<hostPath, writes, copies, done, a, resets, agent, faulty, lag, rd>>
Broken ==
  \/ \E p \in Paths : \/ NoFenceAtAll(p) \/ CommandTimerEndsHold(p) \/ UserEndsHold(p) \/ PortRemoved(p)
                      \/ WaitedForEventIsSuccess(p) \/ ClockJumps(p) \/ ReconnectIsProof(p) \/ FirstSymptom(p)
  \/ \E w \in Writes : FailedForWantOfPath(w)

(* ------------------------------------------------------ the whole -------------------------------------------------- *)
Next ==
  \/ \E p \in Paths : \/ \E w \in Writes : Send(w, p)
                      \/ ReadSend(p) \/ ReadAgain(p)
                      \/ Lose(p) \/ SilentHere(p) \/ FencedByTime(p) \/ FailFast(p) \/ ConfirmedReset(p) \/ Connect(p)
                      \/ \E q \in Paths : Ask(p, q)
                      \/ ReadLog(p) \/ GotLog(p) \/ AskAgent(p)
  \/ ReadAnswer \/ ReadLate
  \/ \E c \in copies : LeaveNic(c) \/ Arrive(c) \/ Vanish(c) \/ Answered(c) \/ Unanswered(c) \/ Cancelled(c)
  \/ \E i \in Instances : \/ KeepAliveArrives(i) \/ Notice(i) \/ Expire(i) \/ Free(i) \/ Snapshot(i)
                          \/ \E s \in Instances : ResetFails(s, i) \/ ResetDoneTooEarly(s, i) \/ TheirReset(s, i)
  \/ \E m \in att : TakeReset(m) \/ NoReset(m) \/ AnswerImmediate(m) \/ AnswerAccepted(m)
  \/ \E g \in agent : AgentActs(g) \/ AgentAnswers(g)
  \/ Tick \/ TickHostOnly
  \/ Broken
Spec == Init /\ [][Next]_vars

(* What is sure to happen if it can: time, the fabric's deliveries, the target's duties, the host's own next steps. A    *)
(* stuck back end of a lossy association, an event, an answer or a reset that never comes are not excluded.              *)
LosesTheFaulty(p) == inst[p] \in faulty /\ Lose(p)
AnswersTheHealthy(c) == c.i \notin faulty /\ Answered(c)
Fairness ==
  /\ WF_vars(Tick)
  /\ WF_vars(\E c \in copies : LeaveNic(c)) /\ WF_vars(\E c \in copies : Arrive(c))
  /\ WF_vars(\E c \in copies : AnswersTheHealthy(c))
  /\ WF_vars(\E c \in copies : Cancelled(c))
  /\ WF_vars(\E i \in Instances : KeepAliveArrives(i)) /\ WF_vars(\E i \in Instances : Expire(i))
  /\ WF_vars(\E i \in Instances : Free(i))
  /\ \A p \in Paths : /\ WF_vars(LosesTheFaulty(p)) /\ WF_vars(SilentHere(p)) /\ WF_vars(FencedByTime(p))
                      /\ WF_vars(FailFast(p)) /\ WF_vars(Connect(p))
  /\ \A w \in Writes : WF_vars(\E p \in Paths : Send(w, p))
FairSpec == Spec /\ Fairness

(* --------------------------------------------------- what is proved ------------------------------------------------ *)
TypeOK ==
  /\ phase \in [Paths -> Phases] /\ inst \in [Paths -> Instances] /\ known \in [Paths -> Instances]
  /\ \A p \in Paths : quiet[p] \in 0..Hold
  /\ wst \in [Writes -> {"new", "sent", "held", "queued", "acked", "unknown"}] /\ wat \in [Writes -> 0..Cardinality(Instances)]
  /\ \A c \in copies : c.at \in {"nic", "wire", "tgt"} /\ c.sup \in 0..2 /\ c.age \in 0..Max(Delay, 1)
  /\ \A i \in Instances : /\ a[i].st \in {"none", "up", "lost", "gone"} /\ a[i].tka \in 0..Kato /\ a[i].due \in 0..Cqt
                          /\ a[i].id \in 0..Max(NIds, NPaths) /\ a[i].ciu \in 0..NCius /\ a[i].ka \in 0..(Delay + 1)
  /\ \A m \in att : m.st \in {"cmd", "irs", "acc", "joined", "accepted"} /\ m.imp \in Instances
  /\ lag \in 0..Drift
  /\ bad \subseteq {"ghost", "stale", "twice", "spoiled", "innocent", "failed"}

(* No write of an unfenced association is executed after its retry, or a newer write to its block, was started elsewhere. *)
NoGhostWrite == "ghost" \notin bad
(* No write is executed after a newer one to its block was. *)
NoStaleMedium == "stale" \notin bad
(* A fence that has ended is true: nothing of that association can be executed any more. *)
FencedMeansSilent ==
  \A p \in Paths : phase[p] = "FENCED" => a[inst[p]].st # "up" /\ AtTarget(inst[p]) = {}
(* A controller is released only with a proof. *)
OnlyWithProof == \A p \in Paths : phase[p] = "FENCED" => proof[p] \in {"CROSS_CONTROLLER_RESET", "TIME", "AGENT", "CONFIRMED"}
NothingTwice == "twice" \notin bad
NoInnocentReset == "innocent" \notin bad
NoSpoiledMemory == "spoiled" \notin bad
NeverFailedForWantOfPath == "failed" \notin bad
(* Memory of a write that has ended for its caller is in no queue of this end. *)
MemoryIsTheCallers == \A c \in copies : c.at = "nic" => wst[c.w] \notin {"acked", "unknown"}
(* CNTLIDs of controllers that exist are different. *)
IdsAreUnique == \A x, y \in Instances : Alive(x) /\ Alive(y) /\ a[x].id = a[y].id => x = y
FollowsTheTable == \A p \in Paths : phase[p] # "?" /\ proof[p] # "?"

EveryCommandEnds == \A w \in Writes : (wst[w] \in {"sent", "held", "queued"}) ~> (wst[w] \in {"acked", "unknown"})

(* Each of these is wrong, and TLC has to say so: they show that the model gets there. *)
NeverByReset == \A p \in Paths : proof[p] # "CROSS_CONTROLLER_RESET"
NeverByTime == \A p \in Paths : proof[p] # "TIME"
NeverByAgent == \A p \in Paths : proof[p] # "AGENT"
NeverJoined == \A m \in att : ~(m.st = "accepted" /\ \E s \in Instances : log[s][m.imp] = "ok")
NothingNewMeanwhile ==
  [][\A p \in Paths : (IsFencing(p) /\ wst[1] = "held" /\ wat[1] = inst[p]) => ~(wst[3] = "new" /\ wst'[3] = "sent")]_vars
NeverReadMeanwhile == \A p \in Paths : IsFencing(p) => rd.st # "again"
NeverRetried == \A w \in Writes : \A c \in copies : ~(c.w = w /\ \E p \in Paths : proof[p] = "TIME" /\ c.i # 1 /\ wst[w] = "sent")
=============================================================================
