# quick: the target is killed with -9 and started again under I/O; everything it acknowledged is in the files
[ "$INTEROP_MODE" = full ] && kills=6 || kills=2
cuts
target <<-END
	listen 1
	subsystem $nqn
	namespace 1 size=64M backend=file
	namespace 2 size=64M block=512 backend=file
END
guest <<<'connect --nr-io-queues=2 --reconnect-delay=1 --ctrl-loss-tmo=300; device 1; device 2'
guest_start io1 <<<'keep_verifying io1 "$(device 1)" 8M --fsync=64'
guest_start io2 <<<'keep_verifying io2 "$(device 2)" 2M --bs=2k --iodepth=4 --sync=dsync'
for ((i = 0; i < kills; i++)); do
	guest <<<'flows "$(device 1)" 2000; flows "$(device 2)" 200'
	kill_target
	guest <<<'wait_for 30 holds "/sys/class/nvme/$(controller)/state" connecting || fail "the loss was not noticed"'
	start_target
	guest <<<'wait_for 30 all_live || fail "it did not come back"'
done
guest <<<finish
guest_wait io1
guest_wait io2
# Once more, with nothing left in the host's memory.
guest <<<'verified last "$(device 1)" 16M --fsync=64 --do_verify=0'
kill_target
start_target
guest <<-'END'
	wait_for 30 all_live || fail 'it did not come back'
	echo 3 >/proc/sys/vm/drop_caches
	verified last "$(device 1)" 16M --verify_only
END
allows 'nvme_tcp: queue|callbacks suppressed|no usable path|nvme[0-9]+: |I/O error|nvme[0-9]+c[0-9]+n[0-9]+'
