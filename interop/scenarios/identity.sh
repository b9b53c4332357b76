# quick: serial number and UUID, NGUID and EUI64 of namespaces are the same after a restart
target <<-END
	listen 1
	subsystem $nqn
	namespace 1
	namespace 2 block=512 backend=file uuid=0d5b91a1-3d0f-4a0c-9c3f-6a1f8f1e2a11
END
identity() {
	guest <<-'END'
		connect
		device 1 >/dev/null
		device 2 >/dev/null
		cat "/sys/class/nvme/$(controller)/serial" "/sys/class/nvme/$(controller)/model"
		for nsid in 1 2; do
			nvme id ns-descs "$(device $nsid)" | grep -E '^(uuid|nguid|eui64)'
			cat "/sys/block/$(basename "$(device $nsid)")/wwid"
		done
		nvme disconnect -n "$nqn"
	END
}
first=$(identity)
say "$first"
[[ $first == *0d5b91a1-3d0f-4a0c-9c3f-6a1f8f1e2a11* ]] || fail 'the UUID that was wished is not there'
if ! lacks identifiers; then
	for kind in uuid nguid eui64; do
		[ "$(grep "^$kind *:" <<<"$first" | sort -u | wc -l)" = 2 ] || fail "no different ${kind}s"
	done
fi
kill_target
start_target
second=$(identity)
[ "$first" = "$second" ] || { say "$second"; fail 'it is not the same'; }
