# quick: connects with 1 and with 4 I/O queues, does verified I/O, disconnects and leaves nothing behind
target <<-END
	listen 1
	subsystem $nqn
	namespace 1
END
for queues in 1 4; do
	guest queues=$queues <<-'END'
		connect --nr-io-queues="$queues"
		controller=$(controller)
		same 'queue count' $((queues + 1)) "$(cat "/sys/class/nvme/$controller/queue_count")"
		verified io "$(device)" 4M --numjobs=4 --offset_increment=4M
		nvme disconnect -n "$nqn"
		! controller || fail 'the controller is still there'
		[ ! -e "/dev/$controller" ] || fail 'the device is still there'
	END
done
