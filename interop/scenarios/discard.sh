# quick: deallocate and write zeroes read as zeroes, and touch nothing beside
target <<-END
	listen 1
	subsystem $nqn
	namespace 1
	namespace 2 block=512
END
guest <<-'END'
	connect
	for nsid in 1 2; do
		device=$(device $nsid)
		dd if=/dev/urandom of=/tmp/data bs=1M count=4 2>/dev/null
		dd if=/tmp/data of="$device" oflag=direct bs=1M 2>/dev/null
		blkdiscard -o 1048576 -l 1048576 "$device"
		blkdiscard -z -o 3145728 -l 524288 "$device"
		if [ "$peer" = fenceline ]; then zero "$device" 1048576 1048576 || fail 'discarded, but not zero'; fi
		zero "$device" 3145728 524288 || fail 'zeroed, but not zero'
		for part in 0:1048576 2097152:1048576 3670016:524288; do
			offset=${part%:*} length=${part#*:}
			same "data at $offset" "$(_sum /tmp/data "$offset" "$length")" "$(_sum "$device" "$offset" "$length")"
		done
		nvme dsm "$device" --ad --slbs=0,16 --blocks=8,8
		blkdiscard -f "$device"
		nvme flush "$device"
	done
END
