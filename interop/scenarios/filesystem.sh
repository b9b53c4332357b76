# quick: partition table, ext4, a tree of files that is the same after a new connection, fsck, fstrim
target <<-END
	listen 1
	subsystem $nqn
	namespace 1 size=256M
END
guest files="$([ "$INTEROP_MODE" = full ] && echo 800 || echo 120)" <<-'END'
	load ext4
	connect
	device=$(device)
	printf 'label: gpt\n,64M\n,\n' | sfdisk -q "$device"
	wait_for 5 test -b "${device}p2" || fail 'no partitions'
	mkfs.ext4 -q -E lazy_itable_init=0 "${device}p2"
	mount "${device}p2" /mnt
	cd /mnt
	count=0
	while [ $count -lt "$files" ]; do
		folder=folder$((count % 7))/deep$((count % 3))
		mkdir -p $folder
		dd if=/dev/urandom of=$folder/file$count bs=$((count * 37 + 1)) count=3 2>/dev/null
		count=$((count + 1))
	done
	dd if=/dev/urandom of=big bs=1M count=16 2>/dev/null
	ln -s big link
	find . -type f -print0 | sort -z | xargs -0 sha256sum >/tmp/sums
	cd /
	umount /mnt
	e2fsck -fn "${device}p2"
	nvme disconnect -n "$nqn"

	connect --nr-io-queues=2
	device=$(device)
	wait_for 5 test -b "${device}p2"
	mount "${device}p2" /mnt
	(cd /mnt && sha256sum -c /tmp/sums >/tmp/result) || { grep -v ': OK$' /tmp/result; fail 'files differ'; }
	wc -l </tmp/sums
	rm -r /mnt/folder1 /mnt/big
	fstrim /mnt
	umount /mnt
	e2fsck -fn "${device}p2"
	sfdisk -V "$device"
END
allows 'EXT4-fs .*mounted|atomic writes|unmounting|nvme[0-9]+n[0-9]+: p1 p2|device: nvme'
