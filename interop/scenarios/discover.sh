# quick: discovery by the well-known and by the unique NQN says what is served, and where
unique=nqn.2026-01.io.fenceline:the-discovery
target <<-END
	discovery $unique
	listen 1
	listen 2
	subsystem $nqn
	namespace 1
	subsystem $nqn.other
	namespace 1
END
guest unique=$unique <<-'END'
	load nvme-tcp
	for name in nqn.2014-08.org.nvmexpress.discovery "$unique"; do
		nvme discover -t tcp -a "$address" -s "$port1" -n "$name" >log
		cat log
		grep -qx "subnqn:  $nqn" log || fail "no $nqn"
		grep -qx "subnqn:  $nqn.other" log || fail "no $nqn.other"
		grep -qx "subnqn:  $unique" log || fail "no $unique"
		grep -q 'current discovery subsystem' log || fail 'no current discovery subsystem'
		! grep -E '^(trtype|adrfam): ' log | grep -vE 'tcp|ipv4' || fail 'neither tcp nor ipv4'
		[ "$peer" = nvmet ] || grep -qx "trsvcid: $port1" log || fail "no port $port1"
	done
	nvme discover -t tcp -a "$address" -s "$port2" | grep -qx "subnqn:  $nqn" || fail 'nothing at the other port'
END
