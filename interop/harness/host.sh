# Our host: the command line of the built distribution, on this machine. Sourced by scenario.

declare -A host_jobs=()

# paths prints where the target's ports are, as our host reaches them.
paths() {
	local id
	for id in $(awk '$1 == "listen" || $1 == "closed" { print $2 }' "$dir/spec"); do echo "127.0.0.1:${ports[$id]}"; done
}

# ours ARGUMENT... runs a command of ours.
ours() { "$INTEROP_FENCELINE" "$@" </dev/null; }

# ours_start TAG ARGUMENT... starts a command of ours; ours_wait TAG waits for its end and returns its status. What it says
# is in TAG.out and TAG.err of the scenario's folder.
ours_start() {
	local tag=$1
	shift
	say "$tag: fenceline $*"
	"$INTEROP_FENCELINE" "$@" </dev/null >"$dir/$tag.out" 2>"$dir/$tag.err" &
	host_jobs[$tag]=$!
	echo "$!" >>"$work/pids"
}
ours_wait() {
	local status=0
	wait "${host_jobs[$1]}" || status=$?
	unset "host_jobs[$1]"
	tail -n 20 "$dir/$1.out" "$dir/$1.err" | cut -c 1-400 | sed "s/^/$1: /"
	return $status
}
# ours_end TAG asks a command that stays to end, and fails when it does not end in order.
ours_end() {
	local status=0
	kill -TERM "${host_jobs[$1]}"
	ours_wait "$1" || status=$?
	case $status in 0 | 143) ;; *) fail "$1 ended with status $status" ;; esac
}
ours_lives() { kill -0 "${host_jobs[$1]}" 2>/dev/null || { ours_wait "$1" || true; fail "$1 has ended"; }; }
hosts_end() {
	local tag
	for tag in "${!host_jobs[@]}"; do kill -KILL "${host_jobs[$tag]}" 2>/dev/null || true; done
}

# programs COMMAND:PACKAGE... installs what this machine has not, as root; where that cannot be done, the scenario is skipped.
programs() {
	local pair missing=()
	for pair; do command -v "${pair%%:*}" >/dev/null || missing+=("${pair#*:}"); done
	[ ${#missing[@]} -gt 0 ] || return 0
	if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
		say "installing ${missing[*]}"
		DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" >"$dir/apt" 2>&1 ||
			{ apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } >"$dir/apt" 2>&1 || true
	fi
	for pair; do command -v "${pair%%:*}" >/dev/null || { say "SKIPPED: ${pair%%:*} is not installed"; exit 77; }; done
}

# verifying TAG [OPTION...] starts the workload that proves no write lost, torn or stale, over all ports, for as long as it is
# wanted; verified TAG ends it, and fails when it was not right.
verifying() {
	local tag=$1
	shift
	# Its back ends in memory cannot write zeroes, and the kernel's target says so only when asked to.
	[ "$INTEROP_PEER" != nvmet ] || set -- "$@" --zero-percent 0
	[[ $* = *--duration* ]] || set -- "$@" --duration "${job_seconds}s"
	# shellcheck disable=SC2046
	ours_start "$tag" verify $(paths) --nqn "$nqn" "$@"
}
verified() {
	ours_lives "$1"
	kill -TERM "${host_jobs[$1]}"
	ours_wait "$1" || fail "verify $1"
}

# late ID puts a network that can be late before a port: ${late[ID]} is the port to connect to instead. "late_hold ID" keeps what
# comes from the host, "late_pass ID" lets it arrive. See late.c.
declare -A late=() late_pids=()
late() {
	local tries
	[ -x "$work/late" ] || gcc -O1 -pthread -o "$work/late" "$interop/harness/late.c" || fail 'cannot compile late.c'
	late[$1]=$(free_port)
	echo "${late[$1]} $scenario" >>"$work/ports"
	"$work/late" "${late[$1]}" "${ports[$1]}" </dev/null &
	late_pids[$1]=$!
	for ((tries = 0; tries < 100; tries++)); do
		! (exec 3<>"/dev/tcp/127.0.0.1/${late[$1]}") 2>/dev/null || return 0
		sleep 0.05
	done
	fail "nothing listens on port ${late[$1]}"
}
late_hold() { kill -USR1 "${late_pids[$1]}"; }
late_pass() { kill -USR2 "${late_pids[$1]}"; }

# sent ID prints how many bytes our host has sent on its present connections to a port.
sent() {
	ss -tinH "dport = :${ports[$1]}" |
		awk '{ for (i = 1; i <= NF; i++) if (sub(/^bytes_sent:/, "", $i)) sum += $i } END { print sum + 0 }'
}

# flows_to ID waits until our host's I/O goes through a port; rests ID until none does, beside keep alive and what a
# connection takes to come up.
flows_to() {
	local id=$1 before tries
	for ((tries = 0; tries < 60; tries++)); do
		before=$(sent "$id")
		sleep 0.5
		[ $(($(sent "$id") - before)) -lt 50000 ] || { say "I/O flows through port $id"; return 0; }
	done
	ss -tin "dport = :${ports[$id]}"
	fail "no I/O flows through port $id"
}
rests() {
	local id=$1 before tries
	for ((tries = 0; tries < 60; tries++)); do
		before=$(sent "$id")
		sleep 0.5
		[ $(($(sent "$id") - before)) -ge 4000 ] || { say "no I/O through port $id"; return 0; }
	done
	fail "I/O still flows through port $id"
}
