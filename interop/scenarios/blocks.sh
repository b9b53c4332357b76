# quick: namespaces of 512-byte and of 4096-byte blocks
target <<-END
	listen 1
	subsystem $nqn
	namespace 1 block=512
	namespace 2 block=4096
END
guest <<-'END'
	connect --nr-io-queues=2
	for pair in 1:512 2:4096; do
		size=${pair#*:} device=$(device "${pair%:*}")
		same 'block size' "$size" "$(cat "/sys/block/${device##*/}/queue/logical_block_size")"
		same 'namespace size' 67108864 "$(blockdev --getsize64 "$device")"
		verified one "$device" 1M --bs="$size"
		verified mixed "$device" 8M --bsrange="$size-24k"
		# The last block, and not one more.
		dd if=/dev/urandom of=/tmp/block bs="$size" count=1 2>/dev/null
		dd if=/tmp/block of="$device" oflag=direct bs="$size" seek=$((67108864 / size - 1)) 2>/dev/null
		dd if="$device" iflag=direct bs="$size" skip=$((67108864 / size - 1)) 2>/dev/null | cmp - /tmp/block
		[ "$peer" = nvmet ] || refused 0x080 nvme read "$device" --start-block=$((67108864 / size)) --block-count=0 --data-size="$size" --data=/tmp/read
	done
END
