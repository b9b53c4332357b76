# full: many controllers at a time, and one after the other
target <<-END
	listen 1
	listen 2
	subsystem $nqn
	namespace 1
END
guest <<-'END'
	count=0
	while [ $((count += 1)) -le 24 ]; do
		connect_by "$([ $((count % 2)) = 0 ] && echo "$port1" || echo "$port2")" --duplicate-connect --nr-io-queues=2
	done
	device
	same controllers 24 "$(ls /sys/class/nvme | wc -l)"
	verified io "$(device)" 8M
	nvme disconnect -n "$nqn"
	count=0
	while [ $((count += 1)) -le 20 ]; do
		connect --nr-io-queues=4
		nvme disconnect -n "$nqn"
	done
	connect
	verified after "$(device)" 1M
END
