# quick: controller resets, and a disconnection, under I/O
cuts
target <<-END
	listen 1
	subsystem $nqn
	namespace 1
END
guest <<<'connect --nr-io-queues=2; device'
guest_start io <<<'keep_verifying io "$(device)" 4M'
guest resets="$([ "$INTEROP_MODE" = full ] && echo 20 || echo 3)" <<-'END'
	while [ $((resets -= 1)) -ge 0 ]; do
		flows "$(device)" 1000
		nvme reset "/dev/$(controller)"
		wait_for 20 all_live || fail 'not live after a reset'
	done
END
guest <<<finish
guest_wait io
guest_start lost <<<'verified lost "$(device)" 32M --time_based --runtime=60 && fail "I/O survived a disconnection" || true'
guest <<-'END'
	flows "$(device)" 1000
	nvme disconnect -n "$nqn"
END
guest_wait lost || true
guest <<-'END'
	connect
	verified after "$(device)" 1M
END
allows 'nvme_tcp: queue|callbacks suppressed|no usable path|nvme[0-9]+: |I/O error|nvme[0-9]+c[0-9]+n[0-9]+|nvme[0-9]+n[0-9]+'
