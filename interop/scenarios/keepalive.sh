# quick: a connection that is idle for several keep alive timeouts lives; a silent one is given up and comes back
target <<-END
	listen 1
	subsystem $nqn
	namespace 1
END
guest <<-'END'
	load nf_tables
	connect --nr-io-queues=1 --keep-alive-tmo=2 --reconnect-delay=1
	controller=$(controller)
	traced nvme_complete_rq
	sleep 6
	same state live "$(cat "/sys/class/nvme/$controller/state")"
	! dmesg | grep -E 'reconnect|timeout' || fail 'the connection was lost'
	nvme get-feature "$controller" -f 0xf -H | grep -E 'KATO.*: 2000|KATO.*: 7000|milliseconds: [0-9]+'

	nft -f - <<-RULES
		table inet cut {
			chain in { type filter hook input priority 0; tcp sport $port1 drop; }
			chain out { type filter hook output priority 0; tcp dport $port1 drop; }
		}
	RULES
	wait_for 20 holds "/sys/class/nvme/$controller/state" connecting || fail 'the silence was not noticed'
	sleep 3
	nft delete table inet cut
	wait_for 30 holds "/sys/class/nvme/$controller/state" live || fail 'it did not come back'
	verified io "$(device)" 1M
END
allows '.*'
