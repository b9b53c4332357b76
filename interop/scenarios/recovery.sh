# quick: our host on our target with writes that are stuck for 4 s and for 10 s, and with a network that is late: fenced by Cross-Controller Reset; no guest
# no guest
against fenceline
programs qemu-io:qemu-utils gcc:gcc
cuts
# Few rounds; the whole mode has more. In each round the fourth of ten writes to one block is late.
declare -A rounds=([four]=3 [ten]=2 [late]=3 [none]=2)
[ "$INTEROP_MODE" != full ] || rounds=([four]=10 [ten]=10 [late]=10 [none]=3)

# fault RULE makes one rule for each round: a rule does not count what an earlier one has struck, but the repeated write.
fault() {
	local round rules=''
	for ((round = 0; round < 10; round++)); do rules+="${rules:++}write,lba=0,$1,after=$((3 + 10 * round)),count=1"; done
	echo "$rules"
}
# The late write guard of the target is off: what keeps an old write away here is what the host does, and nothing else.
target <<-END
	listen 1
	listen 2
	ana 1 1 optimized
	ana 2 1 non-optimized
	subsystem $nqn-four guard=false cqt=30s
	namespace 1 size=16M faults=$(fault stuck=4s)
	subsystem $nqn-ten guard=false cqt=30s
	namespace 1 size=16M faults=$(fault stuck=10s)
	subsystem $nqn-late guard=false cqt=30s
	namespace 1 size=16M
	subsystem $nqn-none guard=false cqt=30s
	namespace 1 size=16M faults=$(fault stuck=4s)
END
late 1

# exporting NAME FIRST OPTION... serves a subsystem as a block device over both paths, with the times of the recipe.
exporting() {
	local name=$1 first=$2 end=$((SECONDS + start_seconds))
	shift 2
	ours_start "$name" export --nbd "127.0.0.1:$first" "127.0.0.1:${ports[2]}" --nqn "$nqn-$name" --unix "$dir/$name.nbd" --json \
		--keep-alive 5s --command-timeout 2s --abort-timeout 500ms --reconnect-delay 200ms --reconnect-delay-max 500ms "$@"
	until grep -qs '^{"event":"ready"' "$dir/$name.out"; do
		ours_lives "$name"
		[ $SECONDS -lt $end ] || fail "$name does not serve after $start_seconds s"
		sleep 0.05
	done
}

# write NAME FILL... writes the block, one after the other; read_ NAME prints what it reads back: the fill, or nothing.
write() {
	local name=$1 fill commands=()
	shift
	for fill; do commands+=(-c "write -P $fill 0 4k"); done
	qemu-io -f raw -t none "${commands[@]}" "nbd+unix:///1?socket=$dir/$name.nbd"
}
read_() {
	local fill
	for fill in 9 8 7 6 5 4 3 2 1 0; do
		qemu-io -f raw -t none -c "read -P $fill 0 4k" "nbd+unix:///1?socket=$dir/$1.nbd" >"$dir/$1.read" 2>&1 || true
		if grep -q '^read 4096/4096' "$dir/$1.read" && ! grep -q 'verification failed' "$dir/$1.read"; then
			echo "$fill"
			return
		fi
	done
}

# both_live NAME waits until both paths are.
both_live() {
	local tries
	for ((tries = 0; tries < 300; tries++)); do
		[ "$(awk -F '"' '/"event":"state"/ { match($0, /"controller":[0-9]+/); id = substr($0, RSTART, RLENGTH)
			match($0, /"to":"[a-z]+"/); state[id] = substr($0, RSTART, RLENGTH) }
			END { for (id in state) if (state[id] != "\"to\":\"live\"") down++; print down + 0 }' "$dir/$1.out")" = 0 ] && return 0
		sleep 0.1
	done
	return 1
}

# recipe NAME writes and reads back, round after round, and prints a line for each.
recipe() {
	local name=$1 round back slowest
	for ((round = 1; round <= rounds[$name]; round++)); do
		if [ "$name" = late ]; then
			write late 0 1 2 >"$dir/$name.round"
			late_hold 1
			(sleep 5; late_pass 1) &
			write late 3 4 5 6 7 8 9 >>"$dir/$name.round"
			wait $!
			# What was held arrives now, and the news of the end half a second later.
			sleep 1
		else
			write "$name" 0 1 2 3 4 5 6 7 8 9 >"$dir/$name.round"
			sleep 3
		fi
		[ "$(grep -c '^wrote 4096/4096' "$dir/$name.round")" = 10 ] || { cat "$dir/$name.round"; return 1; }
		back=$(read_ "$name")
		slowest=$(sed -n 's/.*1 ops; \([0-9:.]*\) .*/\1/p' "$dir/$name.round" | awk -F : '{ print $NF }' | sort -n | tail -n 1)
		echo "$name: round $round: read back ${back:-something else}, slowest write $slowest s"
		both_live "$name" || { echo "$name: not all paths came back"; return 1; }
	done
}

exporting four "${ports[1]}"
exporting ten "${ports[1]}"
exporting late "${late[1]}"
exporting none "${ports[1]}" --recovery none --i-accept-lost-writes
declare -A recipes=()
for name in four ten late none; do
	recipe $name >"$dir/$name.recipe" 2>&1 &
	recipes[$name]=$!
done
failed=''
for name in four ten late none; do
	wait "${recipes[$name]}" || failed+=" $name"
	cat "$dir/$name.recipe"
	ours_end $name >"$dir/$name.end"
done
[ ! "$failed" ] || fail "the writer did not get through:$failed"
for name in four ten late; do
	[ "$(grep -c 'read back 9,' "$dir/$name.recipe")" = "${rounds[$name]}" ] || fail "$name: a validation failed"
	resets=$(grep '"event":"released"' "$dir/$name.out" | grep '"commands":1,' | sed -n 's/.*"heldMs":\([0-9]*\).*"how":"ccr".*/\1/p' | paste -sd ' ')
	say "$name: held for $resets ms, each ended by Cross-Controller Reset"
	[ "$(wc -w <<<"$resets")" = "${rounds[$name]}" ] || { grep -E '"(released|alarm|failed-over)"' "$dir/$name.out"; fail "$name: not every round ended by Cross-Controller Reset"; }
done
grep -q 'read back 3,' "$dir/none.recipe" || fail 'without fencing no ghost write was seen: the recipe shows nothing'
