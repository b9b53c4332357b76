# A host and a target in two network namespaces, joined by two wires, and what can go wrong with a wire. Sourced by run, in
# a network namespace of its own, which is the host's.

# in_target COMMAND... runs a command in the target's network namespace.
in_target() { nsenter --net="/proc/$wires_pid/ns/net" -- "$@"; }

# at ID prints the target's address on a wire; from ID the host's.
at() { echo "10.88.$1.2"; }
from() { echo "10.88.$1.1"; }

# lay_wires makes the target's namespace, which lives as long as a process in it, and wires 1 and 2.
lay_wires() {
	local id tries
	unshare --net sleep infinity &
	wires_pid=$!
	for ((tries = 0; tries < 100; tries++)); do
		[ "$(readlink "/proc/$wires_pid/ns/net")" = "$(readlink /proc/self/ns/net)" ] || break
		sleep 0.02
	done
	ip link set lo up
	in_target ip link set lo up
	# Rules of ours are to be asked before the table of local addresses is.
	in_target ip rule add pref 100 lookup local
	in_target ip rule del pref 0
	for id in 1 2; do
		ip link add "host$id" type veth peer name "target$id" netns "$wires_pid"
		ip addr add "$(from $id)/24" dev "host$id"
		in_target ip addr add "$(at $id)/24" dev "target$id"
		ip link set "host$id" up
		in_target ip link set "target$id" up
	done
}

# drop ID drops all packets of a wire without a word; mute ID only those from the target, which still hears what it is told;
# mend ID lets all pass again.
drop() {
	in_target ip rule add iif "target$1" pref 10 blackhole
	mute "$1"
}
mute() { in_target ip rule add to "$(from "$1")" pref 10 blackhole; }
mend() {
	in_target ip rule del iif "target$1" pref 10 2>/dev/null || true
	in_target ip rule del to "$(from "$1")" pref 10
}

# pull ID takes the cable out; plug ID puts it back.
pull() { in_target ip link set "target$1" down; }
plug() { in_target ip link set "target$1" up; }

# reset_connections ID lets the target's kernel reset all connections of a wire, of sockets of either family.
reset_connections() {
	in_target ss -t4K state established src "$(at "$1")" >/dev/null 2>&1 || true
	in_target ss -t6K state established src "[::ffff:$(at "$1")]" >/dev/null 2>&1 || true
	[ ! "$(in_target ss -tH state established src "$(at "$1")")" ] || fail "connections of wire $1 cannot be reset"
}

# slow ID RATE gives the wire no more than a rate in each direction; fast ID takes that away.
slow() {
	in_target tc qdisc add dev "target$1" root tbf rate "$2" burst 16k latency 10s
	tc qdisc add dev "host$1" root tbf rate "$2" burst 16k latency 10s
}
fast() {
	in_target tc qdisc del dev "target$1" root
	tc qdisc del dev "host$1" root
}

# sent ID prints how many bytes the host has sent on its present connections over a wire.
sent() {
	ss -tinH "dst $(at "$1")" |
		awk '{ for (i = 1; i <= NF; i++) if (sub(/^bytes_sent:/, "", $i)) sum += $i } END { print sum + 0 }'
}

# flows ID tells whether I/O passes a wire: more than keep alive and connecting need.
flows() {
	local before
	before=$(sent "$1")
	sleep 0.2
	[ $(($(sent "$1") - before)) -gt 20000 ]
}
