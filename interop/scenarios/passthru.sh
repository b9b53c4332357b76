# quick: Compare, Write Uncorrectable, Verify, Copy and Write Zeroes, and what they refuse
needs compare copy verify write-uncorrectable
target <<-END
	listen 1
	subsystem $nqn
	namespace 1
	namespace 2 block=512
END
guest <<-'END'
	connect --nr-io-queues=1
	for pair in 1:4096 2:512; do
		device=$(device "${pair%:*}") size=${pair#*:}
		dd if=/dev/urandom of=/tmp/data bs="$size" count=16 2>/dev/null
		dd if=/dev/urandom of=/tmp/other bs="$size" count=16 2>/dev/null
		bytes=$((size * 8))
		write() { nvme write "$device" --start-block="$1" --block-count=7 --data-size=$bytes --data="$2"; }
		read_() { nvme read "$device" --start-block="$1" --block-count=7 --data-size=$bytes --data=/tmp/read; }
		compare() { nvme compare "$device" --start-block="$1" --block-count=7 --data-size=$bytes --data="$2"; }
		write 0 /tmp/data
		compare 0 /tmp/data
		refused 0x285 compare 0 /tmp/other

		nvme verify "$device" --start-block=0 --block-count=7
		nvme write-uncor "$device" --start-block=3 --block-count=0
		refused 0x281 read_ 0
		refused 0x281 nvme verify "$device" --start-block=0 --block-count=7
		write 0 /tmp/data
		read_ 0
		cmp -n $bytes /tmp/read /tmp/data

		nvme copy "$device" --sdlba=64 --slbs=4,0 --blocks=3,3
		read_ 64
		head -c $((size * 8)) /tmp/data | tail -c $((size * 4)) >/tmp/wish
		head -c $((size * 4)) /tmp/data >>/tmp/wish
		cmp -n $bytes /tmp/read /tmp/wish

		nvme write-zeroes "$device" --start-block=1 --block-count=1
		read_ 0
		head -c "$size" /tmp/data >/tmp/wish
		head -c $((size * 2)) /dev/zero >>/tmp/wish
		head -c $((size * 8)) /tmp/data | tail -c $((size * 5)) >>/tmp/wish
		cmp -n $bytes /tmp/read /tmp/wish

		last=$((67108864 / size))
		refused 0x080 write $((last - 4)) /tmp/data
		refused 0x080 read_ $last
		refused 0x080 nvme write-zeroes "$device" --start-block=$last --block-count=0
		refused 0x080 nvme verify "$device" --start-block=$last --block-count=0
		refused 0x080 nvme copy "$device" --sdlba=$last --slbs=0 --blocks=0
	done
END
allows 'I/O error|critical medium error|operation not supported|Compare|Unrecovered|LBA Out of Range'
