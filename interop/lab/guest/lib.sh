# Functions for the scripts that run in a guest; every job begins with them.

set -eu

configfs=/sys/kernel/config

# load MODULE... loads modules.
load() { modprobe -qa "$@"; }

# fail WORD... ends the job.
fail() { echo "FAIL: $*"; exit 1; }

# same WHAT WISH REAL fails when the two differ.
same() { [ "$2" = "$3" ] || fail "$1 is '$3', and '$2' is wanted"; }

# wait_for SECONDS COMMAND... waits until the command succeeds.
wait_for() {
	_tries=$(($1 * 10)); shift
	until "$@"; do
		[ $((_tries -= 1)) -gt 0 ] || return 1
		sleep 0.1
	done
}

# reset takes down what an earlier job in the same guest has left: mounts, connections, targets, disks, filters.
reset() {
	umount -a -t ext4 2>/dev/null || true
	nft flush ruleset 2>/dev/null || true
	disconnect_all
	for _entry in "$configfs"/nvmet/ports/*/subsystems/* "$configfs"/nvmet/subsystems/*/allowed_hosts/*; do
		[ ! -L "$_entry" ] || rm "$_entry"
	done
	for _entry in "$configfs"/nvmet/subsystems/*/namespaces/* "$configfs"/nvmet/subsystems/* \
		"$configfs"/nvmet/hosts/* "$configfs"/nvmet/ports/*/ana_groups/[2-9]* "$configfs"/nvmet/ports/* \
		"$configfs"/nullb/*; do
		[ ! -d "$_entry" ] || rmdir "$_entry"
	done
	[ ! -e "$configfs/nvmet/discovery_nqn" ] || printf nqn.2014-08.org.nvmexpress.discovery >"$configfs/nvmet/discovery_nqn"
	rm -rf /tmp/*
}

# disconnect_all ends all connections; nvme-cli 3.1 leaves those alone that are duplicates of others.
disconnect_all() {
	for _entry in /sys/class/nvme/nvme*/delete_controller; do
		[ ! -e "$_entry" ] || [ "$(cat "${_entry%/*}/transport")" = pcie ] || echo 1 >"$_entry" || true
	done
}

# --- A target: nvmet, to prove scenarios against

# ramdisk NAME MIB BLOCKSIZE makes a block device /dev/NAME that keeps its data in memory, and forgets what is discarded.
ramdisk() {
	modprobe -q null_blk nr_devices=0
	mkdir "$configfs/nullb/$1"
	for _setting in memory_backed=1 "blocksize=$3" discard=1 submit_queues=2 "size=$2" power=1; do
		echo "${_setting#*=}" >"$configfs/nullb/$1/${_setting%%=*}"
	done
	wait_for 5 test -b "/dev/$1"
}

# subsystem NQN [HOST...] makes a subsystem, open to these hosts, or to any.
subsystem() {
	load nvmet
	_subsystem=$configfs/nvmet/subsystems/$1; shift
	mkdir "$_subsystem"
	[ $# -gt 0 ] || echo 1 >"$_subsystem/attr_allow_any_host"
	for _host; do
		mkdir -p "$configfs/nvmet/hosts/$_host"
		ln -s "$configfs/nvmet/hosts/$_host" "$_subsystem/allowed_hosts/"
	done
}

# namespace NQN NSID MIB BLOCKSIZE GROUP UUID: 4096-byte blocks are in a file that can be resized, others in a ramdisk.
namespace() {
	_folder=$configfs/nvmet/subsystems/$1/namespaces/$2
	mkdir "$_folder"
	if [ "$4" = 4096 ]; then
		truncate -s "${3}M" "/tmp/namespace$2"
		echo "/tmp/namespace$2" >"$_folder/device_path"
		echo 1 >"$_folder/buffered_io"
	else
		ramdisk "disk$2" "$3" "$4"
		echo "/dev/disk$2" >"$_folder/device_path"
	fi
	for _port in "$configfs"/nvmet/ports/*; do
		[ -d "$_port/ana_groups/$5" ] || ana_state "${_port##*/}" "$5" optimized
	done
	echo "$5" >"$_folder/ana_grpid"
	[ -z "$6" ] || echo "$6" >"$_folder/device_uuid"
	echo 1 >"$_folder/enable"
}

# ana_state PORT GROUP STATE gives an ANA group a state at a port.
ana_state() {
	mkdir -p "$configfs/nvmet/ports/$1/ana_groups/$2"
	echo "$3" >"$configfs/nvmet/ports/$1/ana_groups/$2/ana_state"
}

# port ID FAMILY ADDRESS SERVICE makes a port.
port() {
	load nvmet nvmet-tcp
	_port=$configfs/nvmet/ports/$1
	mkdir "$_port"
	echo tcp >"$_port/addr_trtype"
	echo "$2" >"$_port/addr_adrfam"
	echo "$3" >"$_port/addr_traddr"
	echo "$4" >"$_port/addr_trsvcid"
}

# offer NQN PORT opens the subsystem at the port; withdraw closes it there.
offer() { ln -s "$configfs/nvmet/subsystems/$1" "$configfs/nvmet/ports/$2/subsystems/"; }
withdraw() { rm "$configfs/nvmet/ports/$2/subsystems/$1"; }

# close_port ID closes a port for good, at once, lest a host hears that a subsystem is not there any more.
close_port() {
	rm "$configfs/nvmet/ports/$1/subsystems/"*
	for _group in "$configfs/nvmet/ports/$1"/ana_groups/[2-9]*; do [ ! -d "$_group" ] || rmdir "$_group"; done
	rmdir "$configfs/nvmet/ports/$1"
}

# --- A host: to the subsystem $nqn, at $address and the ports $port1, $port2, ...

# connect [OPTION OF nvme connect]... connects by the first port; connect_by PORT by another.
connect() { connect_by "$port1" "$@"; }
connect_by() {
	load nvme-tcp
	_service=$1; shift
	nvme connect -t tcp -a "$address" -s "$_service" -n "$nqn" "$@"
}

# controller [PORT] prints the name (nvme0, ...) of the connected controller.
controller() {
	for _controller in /sys/class/nvme/nvme*; do
		[ "$(cat "$_controller/subsysnqn" 2>/dev/null)" = "$nqn" ] || continue
		case $(cat "$_controller/address") in
		*trsvcid="${1:-$port1}"*) echo "${_controller##*/}"; return 0 ;;
		esac
	done
	return 1
}

# discovery_controller prints the name of the connected discovery controller.
discovery_controller() {
	_controller=$(grep -lx discovery /sys/class/nvme/nvme*/cntrltype | head -n 1)
	[ "$_controller" ] && basename "${_controller%/*}"
}

# subsys prints the folder of the subsystem in sysfs.
subsys() {
	_head=$(grep -lx "$nqn" /sys/class/nvme-subsystem/*/subsysnqn 2>/dev/null | head -n 1)
	[ "$_head" ] && echo "${_head%/*}"
}

# device [NSID] waits for the block device of a namespace, and prints its name.
device() { wait_for 10 _device "$@" >/dev/null && _device "$@"; }
_device() {
	for _namespace in "$(subsys)"/nvme*n*; do
		[ -e "$_namespace/nsid" ] && [ "$(cat "$_namespace/nsid")" = "${1:-1}" ] && [ -b "/dev/${_namespace##*/}" ] || continue
		echo "/dev/${_namespace##*/}"
		return 0
	done
	return 1
}

# refused STATUS COMMAND... succeeds when nvme fails with that status type and code, such as 0x002.
refused() {
	_wish=$1; shift
	if _said=$("$@" 2>&1); then fail "not refused: $*"; fi
	_status=$(echo "$_said" | sed -n 's/.*(\(0x[0-9a-f]*\)).*/\1/p' | tail -n 1)
	[ "$_status" ] && [ $((_status & 0x7ff)) -eq $((_wish)) ] || fail "$_wish is wanted of $*, which said: $_said"
}

# path_state PORT NSID prints the ANA state of a namespace on the path through a port.
path_state() {
	for _path in /sys/class/nvme/"$(controller "$1")"/nvme*c*n*; do
		[ "$(cat "$_path/nsid")" = "$2" ] && cat "$_path/ana_state" && return 0
	done
	return 1
}

# holds FILE WISH tells whether the (sysfs) file holds this one line.
holds() { [ "$(cat "$1" 2>/dev/null)" = "$2" ]; }

# all_live tells whether every controller of the subsystem is live.
all_live() {
	_states=$(for _controller in /sys/class/nvme/nvme*; do
		[ "$(cat "$_controller/subsysnqn" 2>/dev/null)" != "$nqn" ] || cat "$_controller/state"
	done | sort -u)
	[ "$_states" = live ]
}

# written DEVICE prints how many sectors have been written to it.
written() { awk '{ print $7 }' "/sys/block/${1##*/}/stat" 2>/dev/null || echo 0; }

# flows DEVICE SECTORS waits until so many more sectors have been written.
flows() {
	_goal=$(($(written "$1") + $2))
	wait_for 30 _reached "$1" "$_goal" || fail "no I/O flows: $(written "$1") of $_goal sectors"
}
_reached() { [ "$(written "$1")" -ge "$2" ]; }

# keep_verifying NAME DEVICE SIZE [OPTION OF fio]... does verified I/O, round after round, until another job says finish.
keep_verifying() {
	rm -f /tmp/finished
	while [ ! -e /tmp/finished ]; do verified "$@"; done
}
finish() { touch /tmp/finished; }

# traced FOLDER-OF-EVENT begins to record a trace event of the nvme driver; trace prints what has been recorded.
traced() {
	echo >/sys/kernel/tracing/trace
	echo 1 >"/sys/kernel/tracing/events/nvme/$1/enable"
}
trace() { grep -v '^#' /sys/kernel/tracing/trace; }

# zero DEVICE OFFSET LENGTH tells whether so many bytes read as zeroes.
zero() { _sum "$1" "$2" "$3" | grep -qx "$(head -c "$3" /dev/zero | md5sum)"; }
_sum() { dd if="$1" iflag=direct,skip_bytes,count_bytes skip="$2" count="$3" bs=64k 2>/dev/null | md5sum; }

# verified NAME DEVICE SIZE [OPTION OF fio]... writes blocks at random (4k, unless told), reads each back and checks its crc32c.
verified() {
	_name=$1 _file=$2 _size=$3; shift 3
	fio --name="$_name" --filename="$_file" --size="$_size" --rw=randwrite --bs=4k --ioengine=libaio --direct=1 \
		--iodepth=16 --verify=crc32c --verify_fatal=1 --verify_state_save=0 --group_reporting --output-format=terse \
		--terse-version=3 "$@" >"fio.$_name" 2>"fio.$_name.err" || { cat "fio.$_name.err" "fio.$_name"; fail "fio $_name"; }
	awk -F ';' -v name="$_name" '/^3;/ { printf "fio %s: %d KiB read, %d KiB written\n", name, $6, $47 }' "fio.$_name"
}
