# quick: a persistent discovery connection is told when what is served changes
target live <<-END
	listen 1
	subsystem $nqn
	namespace 1
END
guest <<-'END'
	load nvme-tcp
	traced nvme_async_event
	nvme discover -t tcp -a "$address" -s "$port1" --persistent=force --keep-alive-tmo=30 >log
	discovery_controller >/dev/null || fail 'no persistent discovery controller'
	cat log
END
tell add-subsystem "$nqn.new"
guest <<-'END'
	told() { trace | grep -i 0x70f002; }
	wait_for 10 told || { trace; fail 'no discovery log change event'; }
	discovery=$(discovery_controller)
	nvme discover -t tcp -a "$address" -s "$port1" -d "$discovery" | tee log | grep -qx "subnqn:  $nqn.new" || { cat log; fail 'the new one is not in the log'; }
	echo >/sys/kernel/tracing/trace
END
tell remove-subsystem "$nqn.new"
guest <<<'told() { trace | grep -i 0x70f002; }; wait_for 10 told || fail "no second event"'
