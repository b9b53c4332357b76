# quick: the same over IPv6
target <<-END
	listen 1 ipv6
	subsystem $nqn
	namespace 1
END
guest <<-'END'
	load nvme-tcp
	nvme discover -t tcp -a "$address" -s "$port1" | tee log | grep -qE '^adrfam: +ipv6' || { cat log; fail 'not IPv6'; }
	connect --nr-io-queues=2
	verified io "$(device)" 4M
	nvme disconnect -n "$nqn"
END
