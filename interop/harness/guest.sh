# Jobs in the guest. Sourced by scenario.

# _job [VARIABLE=VALUE...] writes what a job in the guest gets: where the target is, and its script from standard input.
_job() {
	local variable
	printf "nqn='%s' address='%s' port1='%s' port2='%s' peer='%s' mode='%s'\n" "$nqn" "$address" "${ports[1]:-}" "${ports[2]:-}" \
		"$INTEROP_PEER" "$INTEROP_MODE"
	for variable; do printf "%s='%s'\n" "${variable%%=*}" "${variable#*=}"; done
	cat
}

# guest [VARIABLE=VALUE...] runs a script, standard input, in the guest.
guest() { _job "$@" | "$lab/exec" --name "$guest" --timeout "$job_seconds" - 2>&1; }

# guest_start TAG [VARIABLE=VALUE...] starts a script in the guest; guest_wait TAG waits for its end and returns its status.
declare -A guest_jobs=()
guest_start() {
	local tag=$1
	shift
	_job "$@" >"$dir/$tag.job"
	"$lab/exec" --name "$guest" --timeout "$job_seconds" "$dir/$tag.job" >"$dir/$tag.out" 2>&1 &
	guest_jobs[$tag]=$!
}
guest_wait() {
	local status=0
	wait "${guest_jobs[$1]}" || status=$?
	sed "s/^/$1: /" "$dir/$1.out"
	return $status
}
