# quick: namespaces of ours as NBD exports: qemu-img, qemu-io, nbdcopy, fio; contents verified through lost paths and a restarted target
# no guest
against fenceline
programs qemu-img:qemu-utils qemu-io:qemu-utils nbdcopy:libnbd-bin nbdinfo:libnbd-bin fio:fio
[ "$INTEROP_MODE" = full ] && seconds=30 || seconds=5
cuts
target live <<-END
	listen 1
	listen 2
	subsystem $nqn
	namespace 1 size=64M backend=file
	namespace 2 size=64M block=512 backend=file
END

# exporting TAG OPTION... starts an export over all ports, and waits until it serves; uri TAG NSID prints where.
exporting() {
	local tag=$1 end=$((SECONDS + start_seconds))
	shift
	# Short times, so that what a lost path held goes on soon.
	# shellcheck disable=SC2046
	ours_start "$tag" export --nbd $(paths) --nqn "$nqn" --json --keep-alive 1s --quiesce-time 500ms --reconnect-delay 100ms \
		--reconnect-delay-max 500ms "$@"
	until grep -qs '^{"event":"ready"' "$dir/$tag.out"; do
		ours_lives "$tag"
		[ $SECONDS -lt $end ] || fail "$tag does not serve after $start_seconds s"
		sleep 0.05
	done
}
uri() { grep '^{"event":"ready"' "$dir/$1.out" | grep -o "\"nsid\":$2,\"uri\":\"[^\"]*" | sed 's/.*"//'; }
identical() { qemu-img compare -f raw -F raw "$1" "$2" || fail "$1 and $2 differ"; }

# A disk with data and holes.
truncate -s 64M "$dir/disk.img"
for ((i = 0; i < 12; i++)); do
	head -c 1000003 /dev/urandom | dd of="$dir/disk.img" bs=4096 seek=$((i * 1300)) conv=notrunc status=none
done

exporting export --listen 127.0.0.1:0
first=$(uri export 1) second=$(uri export 2)
say "exports: $first $second"
nbdinfo --list "${first%/*}" | grep -cx 'export=".*":' | grep -qx 2 || fail 'nbdinfo does not list two exports'

for one in "$first" "$second"; do
	qemu-img convert -n -f raw -O raw "$dir/disk.img" "$one"
	identical "$dir/disk.img" "$one"
	nbdcopy --connections=4 "$one" "$dir/back.img"
	cmp "$dir/disk.img" "$dir/back.img" || fail "nbdcopy gives something else from $one"
done
qemu-io -f raw -t none -c 'write -P 0xab 4k 2M' -c 'write -f -P 0xcd 8M 64k' -c 'write -z 64k 64k' -c 'write -z -u 1M 64k' \
	-c 'discard 16M 16M' -c flush -c 'read -P 0xab 4k 60k' -c 'read -P 0 64k 64k' -c 'read -P 0 1M 64k' -c 'read -P 0xcd 8M 64k' \
	-c 'read -P 0 16M 16M' "$first" | tee "$dir/qemu-io"
! grep -qi 'fail\|error' "$dir/qemu-io" || fail 'qemu-io read something else'

# A UNIX socket, read only, by the name that was given; the file goes with the command.
exporting unix --unix "$dir/nbd.sock" --nsid 2 --name disk --read-only
identical "$dir/disk.img" "nbd+unix:///disk?socket=$dir/nbd.sock"
! qemu-io -f raw -c 'write 0 512' "nbd+unix:///disk?socket=$dir/nbd.sock" >"$dir/refused" 2>&1 || fail 'a read-only export was written to'
ours_end unix
[ ! -e "$dir/nbd.sock" ] || fail 'the socket file is left behind'

# fio verifies what it writes, and qemu-img what it copies, round after round, while each path goes and comes, and then the target
# is killed.
rounds() {
	local tag=$1
	shift
	while [ ! -e "$dir/stop" ]; do "$@" && echo "$tag: a round" || return 1; done
}
verified_by_fio() {
	# In the scenario's folder, since it leaves a file where it is.
	(cd "$dir" && exec fio --name=io --ioengine=nbd --uri="$first" --rw=randrw --bsrange=4k-64k --blockalign=4k --bs_unaligned=0 --size=64M --iodepth=32 \
		--verify=crc32c --verify_fatal=1 --time_based --runtime="$seconds" --fsync=128)
}
copied() { qemu-img convert -n -f raw -O raw -t none "$dir/disk.img" "$second" && identical "$dir/disk.img" "$second"; }
rounds fio verified_by_fio >"$dir/fio.out" 2>&1 &
fio_pid=$!
rounds qemu-img copied >"$dir/qemu-img.out" 2>&1 &
copies_pid=$!
flows_to 1
flows_to 2
for id in 1 2; do
	tell remove-port $id
	flows_to $((3 - id))
	tell add-port $id
	flows_to $id
done
kill_target
start_target
flows_to 1
flows_to 2
touch "$dir/stop"
wait $fio_pid || { tail -n 40 "$dir/fio.out"; fail 'fio failed, or found something else'; }
wait $copies_pid || { tail -n 20 "$dir/qemu-img.out"; fail 'qemu-img failed, or found something else'; }
say "fio: $(grep -c 'a round' "$dir/fio.out") rounds, qemu-img: $(grep -c 'a round' "$dir/qemu-img.out") rounds"

# What was acknowledged is in the namespace for every other connection, and after the export has ended.
identical "$dir/disk.img" "$second"
ours_end export
say "export: $(grep -c '"event":"released"' "$dir/export.out") times held commands were given back"
exporting again --listen 127.0.0.1:0 --nsid 2
identical "$dir/disk.img" "$(uri again 2)"
ours_end again
