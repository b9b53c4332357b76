# quick: fio, random reads and writes verified by crc32c, queue depth 32, several jobs, from single blocks to 1 MiB
[ "$INTEROP_MODE" = full ] && scale=4 || scale=1
target <<-END
	listen 1
	subsystem $nqn
	namespace 1 size=128M
	namespace 2 size=128M block=512
END
guest scale=$scale <<-'END'
	connect
	jobs="--rw=randrw --iodepth=32 --numjobs=4"
	verified 4k "$(device 1)" $((scale * 2))M $jobs --offset_increment=16M
	verified 512 "$(device 2)" $((scale * 512))k $jobs --offset_increment=16M --bs=512
	verified large "$(device 1)" $((scale * 4))M --rw=randrw --iodepth=8 --numjobs=2 --offset_increment=32M --bsrange=68k-1088k
	verified odd "$(device 2)" $((scale * 2))M --rw=randrw --iodepth=8 --numjobs=2 --offset_increment=32M --bsrange=512-96k
END
