# quick: a host that is not allowed sees nothing and is refused
friend=nqn.2014-08.org.example:friend
target <<-END
	listen 1
	subsystem $nqn hosts=$friend,nqn.2014-08.org.example:other
	namespace 1
END
guest friend=$friend <<-'END'
	load nvme-tcp
	if connect; then fail 'not refused'; fi
	dmesg | grep -E 'is not allowed|invalid host' || fail 'refused, but not for being a stranger'
	! nvme discover -t tcp -a "$address" -s "$port1" | grep -x "subnqn:  $nqn" || fail 'a stranger is told of it'
	read -r id </proc/sys/kernel/random/uuid
	nvme discover -t tcp -a "$address" -s "$port1" -q "$friend" -I "$id" | grep -x "subnqn:  $nqn" || fail 'the friend is not told of it'
	connect -q "$friend" -I "$id"
	verified io "$(device)" 1M
END
allows 'Connect|is not allowed|failed to connect'
