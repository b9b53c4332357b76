# quick: two paths, one port at a time removed and added again under verified I/O
cuts
target live <<-END
	listen 1
	listen 2
	subsystem $nqn
	namespace 1
END
guest <<-'END'
	for port in "$port1" "$port2"; do
		connect_by "$port" --nr-io-queues=2 --reconnect-delay=1 --ctrl-loss-tmo=120 --keep-alive-tmo=5
	done
	device
	echo round-robin >"$(subsys)/iopolicy"
END
guest_start io <<<'keep_verifying io "$(device)" 4M'
guest <<<'flows "$(device)" 2000'
for id in 1 2; do
	tell remove-port $id
	guest port="${ports[$id]}" <<-'END'
		wait_for 20 holds "/sys/class/nvme/$(controller "$port")/state" connecting || fail 'the loss was not noticed'
		flows "$(device)" 2000
	END
	tell add-port $id
	guest <<<'wait_for 30 all_live || fail "not all paths came back"; flows "$(device)" 2000'
done
guest <<<finish
guest_wait io
allows 'nvme_tcp: queue|callbacks suppressed|no usable path|nvme[0-9]+: |I/O error|nvme[0-9]+c[0-9]+n[0-9]+'
