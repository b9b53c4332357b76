# quick: our host on the kernel's target: two ports, blocks of 512 and of 4096 bytes, digests; no write lost, torn or stale
against nvmet
[ "$INTEROP_MODE" = full ] && seconds=20 || seconds=3
target <<-END
	listen 1
	listen 2
	subsystem $nqn
	namespace 1
	namespace 2 block=512
END
ours discover "127.0.0.1:${ports[1]}" --json | tee "$dir/discovered"
grep -q "$nqn" "$dir/discovered" || fail 'discovery does not name the subsystem'
[ "$INTEROP_MODE" = full ] && digests=(--header-digest --data-digest) || digests=()
for options in '' '--header-digest --data-digest' "${digests[@]}"; do
	for nsid in 1 2; do
		# shellcheck disable=SC2086
		verifying io --nsid $nsid --duration ${seconds}s --path-selector round-robin $options
		ours_wait io || fail "verify with '$options' on namespace $nsid"
	done
done
