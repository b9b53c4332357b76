# quick: changes of ANA states are seen by the host, and I/O goes where it may
target live <<-END
	listen 1
	listen 2
	subsystem $nqn
	namespace 1
	namespace 2 group=2
	ana 2 1 non-optimized
END
guest <<-'END'
	for port in "$port1" "$port2"; do connect_by "$port" --nr-io-queues=2; done
	device 1
	device 2
	same 'port 1' optimized "$(path_state "$port1" 1)"
	same 'port 2' non-optimized "$(path_state "$port2" 1)"
	same 'port 2, namespace 2' optimized "$(path_state "$port2" 2)"
END
seen() {
	guest port="$1" wish="$2" <<-'END'
		seen() { [ "$(path_state "$port" 1)" = "$wish" ]; }
		wait_for 10 seen || fail "the state is $(path_state "$port" 1), and $wish is wanted"
		flows "$(device)" 1000
	END
}
guest_start io <<<'keep_verifying io "$(device)" 4M'
tell ana 2 1 optimized; seen "${ports[2]}" optimized
tell ana 1 1 inaccessible; seen "${ports[1]}" inaccessible
tell ana 1 1 change; seen "${ports[1]}" change
tell ana 1 1 non-optimized; seen "${ports[1]}" non-optimized
tell ana 2 1 persistent-loss; seen "${ports[2]}" persistent-loss
guest <<<'same "other group" optimized "$(path_state "$port2" 2)"'
guest <<<finish
guest_wait io
allows 'ANA|I/O error|Asymmetric'
