# quick: submission queue flow control disabled
target <<-END
	listen 1
	subsystem $nqn
	namespace 1
END
guest <<-'END'
	connect --disable-sqflow --nr-io-queues=2 --queue-size=32
	verified small "$(device)" 4M --iodepth=64
	verified large "$(device)" 16M --bs=128k
	nvme disconnect -n "$nqn"
END
