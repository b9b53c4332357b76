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
	disconnect_all
	count=0
	while [ $((count += 1)) -le 20 ]; do
		connect --nr-io-queues=4
		device >/dev/null
		nvme disconnect -n "$nqn"
	done
	connect
	verified after "$(device)" 1M
END
# A disconnection can overtake the kernel's own look for partitions.
allows 'partition table|Buffer I/O error|I/O Error|callbacks suppressed'
