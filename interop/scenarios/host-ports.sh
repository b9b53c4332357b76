# quick: our host on the kernel's target: each port is disabled and enabled again under verified I/O
against nvmet
cuts
target live <<-END
	listen 1
	listen 2
	subsystem $nqn
	namespace 1 uuid=5a1c2f6e-0b1d-4a53-9f0e-6a6f6d1c0001
END
verifying io --nsid 1 --path-selector round-robin
flows_to 1
flows_to 2
for id in 1 2; do
	tell remove-port $id
	flows_to $((3 - id))
	tell add-port $id
	flows_to $id
done
verified io
