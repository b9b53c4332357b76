# Our target on this machine's loopback. Sourced by scenario.

# lacks FEATURE tells whether the peer does not have it.
lacks() { return 1; }

# free_port prints a port of this machine on which nothing listens, and that no scenario of this run has had.
free_port() {
	local port tries
	for ((tries = 0; tries < 200; tries++)); do
		port=$((20000 + RANDOM % 10000))
		grep -qs "^$port " "$work/ports" && continue
		awk -v port="$(printf '%04X' "$port")" '$2 ~ ":" port "$" { found = 1 } END { exit found }' /proc/net/tcp /proc/net/tcp6 || continue
		echo "$port"
		return
	done
	fail 'no free port'
}

# _yaml writes the fenceline.yaml of the specification.
_yaml() {
	local word rest first='' size block group uuid backend hosts cqt guard faults
	awk '$1 == "discovery" { print "target:"; print "  discoveryNqn: " $2 }' "$dir/spec"
	echo 'subsystems:'
	while read -r word rest; do
		case $word in
		subsystem)
			option hosts '' "$rest"; option cqt '' "$rest"; option guard '' "$rest"
			echo "  - nqn: ${rest%% *}"
			if [ "$hosts" ]; then
				echo "    hosts: [${hosts//,/, }]"
			else
				echo '    allowAnyHost: true'
			fi
			[ ! "$cqt" ] || echo "    cqt: $cqt"
			[ ! "$guard" ] || echo "    lateWriteGuard: $guard"
			first=yes
			;;
		namespace)
			option size 64M "$rest"; option block 4096 "$rest"; option group 1 "$rest"
			option uuid '' "$rest"; option backend memory "$rest"; option faults '' "$rest"
			[ ! "$first" ] || echo '    namespaces:'
			first=
			echo "      - nsid: ${rest%% *}"
			echo "        blockSize: $block"
			echo "        anaGroup: $group"
			[ ! "$uuid" ] || echo "        uuid: $uuid"
			echo '        backend:'
			if [ "$faults" ]; then
				echo '          type: fault'
				echo "          under: $backend"
				echo "          underOptions: size=${size%M}MiB"
				faults=${faults//+/; }
				echo "          rules: '${faults//,/ }'"
				continue
			fi
			echo "          type: $backend"
			echo "          size: ${size%M}MiB"
			[ "$backend" != file ] || echo "          path: $dir/namespace${rest%% *}"
			;;
		esac
	done <"$dir/spec"
	echo 'ports:'
	while read -r word rest; do
		[ "$word" = listen ] || continue
		set -- $rest
		echo "  - id: $1"
		echo "    address: $([ "${2:-}" = ipv6 ] && echo "'::1'" || echo 127.0.0.1)"
		echo "    service: ${ports[$1]}"
		awk -v port="$1" '$1 == "ana" && $2 == port { if (!n++) print "    ana:"; print "      " $3 ": " $4 }' "$dir/spec"
	done <"$dir/spec"
}

_start_target() {
	local id kind
	while read -r id kind; do
		ports[$id]=$(free_port)
		echo "${ports[$id]} $scenario" >>"$work/ports"
		[ "$kind" != ipv6 ] || address=fec0::2
	done < <(awk '$1 == "listen" { print $2, $3 }' "$dir/spec")
	_yaml >"$dir/fenceline.yaml"
	start_target
}

# start_target starts the target, again after kill_target, and waits until it listens.
start_target() {
	local id kind end=$((SECONDS + start_seconds))
	# shellcheck disable=SC2086
	"$INTEROP_FENCELINE" target ${live:+--watch} "$dir/fenceline.yaml" </dev/null >>"$dir/target.log" 2>&1 &
	target_pid=$!
	echo "$target_pid" >>"$work/pids"
	while read -r id kind; do
		until (exec 3<>"/dev/tcp/$([ "$kind" = ipv6 ] && echo ::1 || echo 127.0.0.1)/${ports[$id]}") 2>/dev/null; do
			kill -0 "$target_pid" 2>/dev/null || fail 'the target ended before it listened'
			[ $SECONDS -lt $end ] || fail "the target does not listen after $start_seconds s"
			sleep 0.05
		done
	done < <(awk '$1 == "listen" { print $2, $3 }' "$dir/spec")
}

# kill_target ends the target with kill -9.
kill_target() {
	kill -KILL "$target_pid"
	wait "$target_pid" 2>/dev/null || true
	target_pid=
}

# end_target asks the target to end, and fails when it does not, or not with status 0 or 143 (SIGTERM).
end_target() {
	local status=0 end=$((SECONDS + end_seconds))
	kill -TERM "$target_pid" 2>/dev/null || fail 'the target is gone'
	while kill -0 "$target_pid" 2>/dev/null; do
		[ $SECONDS -lt $end ] || { kill -KILL "$target_pid"; fail "the target did not end in $end_seconds s"; }
		sleep 0.05
	done
	wait "$target_pid" || status=$?
	target_pid=
	case $status in 0 | 143) ;; *) fail "the target ended with status $status" ;; esac
}

_end_target() {
	[ ! "$target_pid" ] || end_target
	! grep -nE '^[[:space:]]+at [a-z]|Exception|^(ERROR|SEVERE|WARNING)' "$dir/target.log" || fail 'the target complained'
}

# _edit VERB ARGUMENT... makes the specification say what the change makes of it.
_edit() {
	local verb=$1
	shift
	case $verb in
	add-namespace) sed -i "s/^subsystem $nqn\\b.*/&\nnamespace $*/" "$dir/spec" ;;
	remove-namespace) sed -i "/^namespace $1\\b/d" "$dir/spec" ;;
	resize-namespace) sed -i "/^namespace $1\\b/{s/ size=[^ ]*//;s/$/ size=$2/}" "$dir/spec" ;;
	ana) sed -i "/^ana $1 $2 /d" "$dir/spec" && echo "ana $*" >>"$dir/spec" ;;
	remove-port) sed -i "s/^listen $1\\b/closed $1/" "$dir/spec" ;;
	add-port) sed -i "s/^closed $1\\b/listen $1/" "$dir/spec" ;;
	add-subsystem) echo "subsystem $1" >>"$dir/spec" ;;
	remove-subsystem) sed -i "/^subsystem $1$/d" "$dir/spec" ;;
	*) fail "tell: what is $verb?" ;;
	esac
}

# tell VERB ARGUMENT... changes what a "live" target serves, by its configuration, and waits until it is in force.
told=0
tell() {
	local end=$((SECONDS + start_seconds))
	say "tell: $*"
	_edit "$@"
	_yaml >"$dir/next.yaml"
	mv "$dir/next.yaml" "$dir/fenceline.yaml"
	told=$((told + 1))
	until [ "$(grep -c ' is in force' "$dir/target.log")" -ge $told ]; do
		kill -0 "$target_pid" 2>/dev/null || fail 'the target ended'
		[ $SECONDS -lt $end ] || { tail -n 5 "$dir/target.log"; fail "'$*' is not in force after $start_seconds s"; }
		sleep 0.05
	done
	! grep 'in force, but' "$dir/target.log" || { tail -n 5 "$dir/target.log"; fail "'$*' could not be done"; }
}
