# quick: our host and the kernel's on one namespace of ours at once, each with verified I/O, while ports come and go
against fenceline
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
verifying ours --nsid 1 --offset 32MiB --size 16MiB --depth 2 --path-selector round-robin
for id in 1 2; do
	flows_to $id
	guest <<<'flows "$(device)" 2000'
	tell remove-port $id
	flows_to $((3 - id))
	tell add-port $id
	flows_to $id
	guest <<<'wait_for 30 all_live || fail "not all paths came back"; flows "$(device)" 2000'
done
verified ours
guest <<<finish
guest_wait io
allows 'nvme_tcp: queue|callbacks suppressed|no usable path|nvme[0-9]+: |I/O error|nvme[0-9]+c[0-9]+n[0-9]+'
