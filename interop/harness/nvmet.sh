# The kernel's own target in the guest, by the same functions as ours in fenceline.sh. What it cannot do, a scenario
# does not ask of it: it says "needs" first. The host in the guest reaches it by way of this machine, so that all that
# passes is captured.

# lacks FEATURE tells whether the peer does not have it.
lacks() {
	case $1 in
	compare | copy | verify | write-uncorrectable | fused | identifiers) return 0 ;;
	*) return 1 ;;
	esac
}

# _configfs writes the commands that make the target of the specification.
_configfs() {
	local word rest size block group uuid hosts current='' subsystems='' listeners='' id
	echo 'reset; load nvmet nvmet-tcp'
	while read -r word rest; do
		case $word in
		listen)
			set -- $rest
			if [ "${2:-}" = ipv6 ]; then
				echo "port $1 ipv6 fec0::15 $((4419 + $1))"
			else
				echo "port $1 ipv4 10.0.2.15 $((4419 + $1))"
			fi
			listeners+=" $1"
			;;
		subsystem)
			current=${rest%% *}
			option hosts '' "$rest"
			echo "subsystem $current ${hosts//,/ }"
			subsystems+=" $current"
			;;
		namespace)
			option size 64M "$rest"; option block 4096 "$rest"; option group 1 "$rest"; option uuid '' "$rest"
			echo "namespace $current ${rest%% *} ${size%M} $block $group '$uuid'"
			;;
		ana) echo "ana_state $rest" ;;
		discovery) echo "printf $rest >$configfs/nvmet/discovery_nqn" ;;
		offer) for current in $subsystems; do for id in $listeners; do echo "offer $current $id"; done; done ;;
		esac
	done
}

_start_target() {
	local id kind
	while read -r id kind; do
		[ "$kind" = ipv6 ] && { ports[$id]=$((4419 + id)); address=fec0::15; continue; }
		ports[$id]=$(sed -n "${id}p" "$work/forwards")
	done < <(awk '$1 == "listen" { print $2, $3 }' "$dir/spec")
	{ cat "$dir/spec"; echo offer; } | _configfs | guest
}

_end_target() { echo reset | guest; }

# kill_target takes the target away without a word; start_target brings it back.
kill_target() {
	awk '$1 == "listen" { print "close_port", $2 }' "$dir/spec" | guest
}
start_target() {
	awk '$1 == "listen" { print $2 }' "$dir/spec" | while read -r id; do _open_port "$id"; done | guest
}
_open_port() {
	echo "port $1 ipv4 10.0.2.15 $((4419 + $1))"
	awk -v port="$1" '$1 == "ana" && $2 == port { print "ana_state", $2, $3, $4 }' "$dir/spec"
	echo "offer $nqn $1"
}

# tell VERB ARGUMENT... changes the running target.
tell() {
	local verb=$1 size
	shift
	case $verb in
	add-namespace)
		option size 64M "$*"
		guest <<<"namespace $nqn $1 ${size%M} 4096 1 ''"
		;;
	remove-namespace) guest <<<"echo 0 >$configfs/nvmet/subsystems/$nqn/namespaces/$1/enable
			rmdir $configfs/nvmet/subsystems/$nqn/namespaces/$1" ;;
	resize-namespace) guest <<<"truncate -s ${2} /tmp/namespace$1
			echo 1 >$configfs/nvmet/subsystems/$nqn/namespaces/$1/revalidate_size" ;;
	ana) guest <<<"ana_state $*" ;;
	remove-port) guest <<<"close_port $1" ;;
	add-port) _open_port "$1" | guest ;;
	add-subsystem) { echo "subsystem $1"; awk -v nqn="$1" '$1 == "listen" { print "offer", nqn, $2 }' "$dir/spec"; } | guest ;;
	remove-subsystem) { awk -v nqn="$1" '$1 == "listen" { print "withdraw", nqn, $2 }' "$dir/spec"
		echo "rmdir \$configfs/nvmet/subsystems/$1"; } | guest ;;
	*) fail "tell: what is $verb?" ;;
	esac
}
configfs=/sys/kernel/config

# tear_down takes ports, namespaces and subsystems away, all at once, and keeps what is in the namespaces; build_up makes
# them again, as other controllers of a subsystem with another serial number.
tear_down() {
	kill_target
	guest <<-'END'
		for entry in "$configfs"/nvmet/subsystems/*/namespaces/*; do echo 0 >"$entry/enable"; rmdir "$entry"; done
		rmdir "$configfs"/nvmet/subsystems/*
	END
}
build_up() { { cat "$dir/spec"; echo offer; } | _configfs | sed 's/^reset; //' | guest; }
