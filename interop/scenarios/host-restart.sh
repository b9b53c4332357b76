# quick: our host on the kernel's target, which is torn down and built up again under verified I/O
against nvmet
cuts
target <<-END
	listen 1
	listen 2
	subsystem $nqn
	namespace 1 uuid=5a1c2f6e-0b1d-4a53-9f0e-6a6f6d1c0002
END
verifying io --nsid 1
flows_to 1
for ((i = 0; i < 2; i++)); do
	tear_down
	ours_lives io
	build_up
	flows_to 1
	ours_lives io
done
verified io
