# quick: our host on the kernel's target: ANA states of two groups change under verified I/O, which goes where it may
against nvmet
target live <<-END
	listen 1
	listen 2
	subsystem $nqn
	namespace 1
	namespace 2 group=2
	ana 1 1 optimized
	ana 2 1 non-optimized
	ana 1 2 non-optimized
	ana 2 2 optimized
END
verifying io --nsid 1
flows_to 1
rests 2
tell ana 1 1 inaccessible
flows_to 2
rests 1
tell ana 1 1 non-optimized
tell ana 2 1 inaccessible
flows_to 1
# No path for a while: the application waits, and sees no error.
tell ana 1 1 inaccessible
rests 1
rests 2
tell ana 2 1 change
tell ana 2 1 optimized
flows_to 2
tell ana 1 1 optimized
flows_to 1
verified io
verifying other --nsid 2
flows_to 2
rests 1
tell ana 2 2 persistent-loss
flows_to 1
verified other
