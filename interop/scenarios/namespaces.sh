# quick: namespaces that come, grow, and go under I/O are seen by the host
target live <<-END
	listen 1
	subsystem $nqn
	namespace 1
END
guest <<-'END'
	connect --nr-io-queues=2
	device
END
guest_start io <<<'keep_verifying io "$(device)" 4M'
tell add-namespace 2 size=32M
guest <<-'END'
	device=$(device 2)
	same size 33554432 "$(blockdev --getsize64 "$device")"
	verified new "$device" 1M
END
tell resize-namespace 1 128M
guest <<<'size() { [ "$(blockdev --getsize64 "$(device)")" = 134217728 ]; }; wait_for 10 size || fail "not resized"
	verified grown "$(device)" 1M --offset=127M'
tell remove-namespace 2
guest <<<'gone() { ! _device 2 >/dev/null; }; wait_for 10 gone || fail "still there"'
tell add-namespace 2 size=16M
guest <<<'same size 16777216 "$(blockdev --getsize64 "$(device 2)")"'
guest <<<finish
guest_wait io
allows 'rescanning namespaces|capacity change'
