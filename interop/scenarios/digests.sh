# quick: header digest, data digest, and both
target <<-END
	listen 1
	subsystem $nqn
	namespace 1
END
for options in --hdr-digest --data-digest '--hdr-digest --data-digest'; do
	guest options="$options" <<-'END'
		connect --nr-io-queues=2 $options
		verified small "$(device)" 2M
		verified large "$(device)" 8M --bs=64k
		nvme disconnect -n "$nqn"
	END
done
