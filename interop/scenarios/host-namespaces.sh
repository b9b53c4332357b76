# quick: our host on the kernel's target: namespaces come, grow and go under verified I/O
against nvmet
target live <<-END
	listen 1
	listen 2
	subsystem $nqn
	namespace 1 size=64M
END
verifying io --nsid 1 --size 16MiB
# shellcheck disable=SC2046
ours_start events host connect $(paths) --nqn "$nqn" --json
hears() {
	local tries
	for ((tries = 0; tries < 200; tries++)); do
		! grep -q "\"event\":\"$1\".*$2" "$dir/events.out" || { say "heard: $1 $2"; return 0; }
		ours_lives events
		sleep 0.1
	done
	fail "our host does not tell of $1 $2"
}
hears connected "$nqn"
flows_to 1
tell add-namespace 2 size=32M
hears namespace '"nsid":2,"what":"added"'
verifying new --nsid 2 --duration 3s
ours_wait new || fail 'verify of the new namespace'
tell resize-namespace 1 128M
hears namespace '"nsid":1,"what":"resized","blocks":32768'
verifying grown --nsid 1 --offset 100MiB --size 16MiB --duration 3s
ours_wait grown || fail 'verify beyond the old end'
tell remove-namespace 2
hears namespace '"nsid":2,"what":"removed"'
ours_end events
verified io
