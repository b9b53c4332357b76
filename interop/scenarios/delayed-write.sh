# quick: the kernel's host, which does not fence, and one write that is late: what the target can make good, and what it cannot
against fenceline
cuts
[ "$INTEROP_MODE" = full ] && long=10 || long=8
# Each case is a subsystem, whose fourth write to block 0 is late. NAME GUARD FAULT-OF-THE-BACK-END PATH WISH SECONDS-OF-THE-FAULT
cases="
	short         false  stuck=1s        whole  right  1
	stuck-bare    false  stuck=6s        whole  ghost  6
	stuck         true   stuck=6s        whole  right  6
	stuck-long    true   stuck=${long}s  whole  right  $long
	cancelled     false  delay=6s        whole  right  6
	silent-bare   false  delay=6s        cut    ghost  6
	silent        true   delay=6s        cut    right  6
	late-network  true   none            late   ghost  6"
specification() {
	echo 'listen 1
	listen 2
	ana 1 1 optimized
	ana 2 1 non-optimized'
	while read -r name guard fault _; do
		[ "$name" ] || continue
		echo "subsystem $nqn-$name guard=$guard cqt=30s"
		[ "$fault" = none ] && fault='' || fault="faults=write,lba=0,$fault,after=3,count=1"
		echo "namespace 1 size=16M $fault"
	done <<<"$cases"
}
target < <(specification)
late 1

# What every case does: the writer of the recipe (one block, ten times, one at a time, direct; then it is read back), in the guest.
recipe='
	subsystem=$nqn; nqn=$nqn-$name
	path=/sys/class/nvme/nvme
	begin() {
		load nvme_core nf_tables nft_reject_inet
		echo 2 >/sys/module/nvme_core/parameters/io_timeout
		for port in $first $port2; do connect_by "$port" --nr-io-queues=1 --reconnect-delay=1 --ctrl-loss-tmo=120 --keep-alive-tmo=15; done
		device >/dev/null
		for fill in 0 1 2 3 4 5 6 7 8 9; do head -c 4096 /dev/zero | tr "\0" $fill >/tmp/fill$fill; done
		: >/tmp/slowest
	}
	now() { cut -d " " -f 1 /proc/uptime; }
	write() {
		for fill; do
			began=$(now)
			dd if=/tmp/fill$fill of="$(device)" bs=4096 count=1 oflag=direct conv=notrunc 2>/tmp/dd || { cat /tmp/dd; echo "write $fill failed"; }
			echo "$began $(now)" | awk -v fill=$fill "{ printf \"write %s: %.2f s\n\", fill, \$2 - \$1 }"
		done
	}
	cut_path() {
		nft -f - <<-RULES
			table inet cut {
				chain in { type filter hook input priority 0; tcp sport $first drop; }
				chain out { type filter hook output priority 0; tcp dport $first drop; }
			}
		RULES
	}
	finish() {
		! nft list table inet cut >/dev/null 2>&1 || nft delete table inet cut
		wait_for 30 all_live || fail "not all paths came back"
		echo "read: $(dd if="$(device)" bs=4096 count=1 iflag=direct 2>/dev/null | tr -s 0-9 | head -c 8)"
		dmesg | grep -E "nvme" | tail -n 20
		disconnect_all
	}
'

wrong=''
printf '%-14s %-6s %-10s %-6s %-10s %s\n' case guard fault path verdict 'slowest write, s'
while read -r name guard fault path wish seconds; do
	[ "$name" ] || continue
	[ "$path" = late ] && first=${late[1]} || first=${ports[1]}
	out=$dir/$name.case
	{ echo "$recipe"; echo 'begin; write 0 1 2'; } | guest name="$name" first="$first" >"$out"
	[ "$path" != late ] || late_hold 1
	{
		echo "$recipe"
		[ "$path" != cut ] || echo '(sleep 0.7; cut_path) &'
		echo 'write 3 4 5 6 7 8 9; wait'
	} | guest name="$name" first="$first" >>"$out" &
	writer=$!
	sleep "$seconds"
	[ "$path" != late ] || late_pass 1
	wait $writer || { cat "$out"; fail "$name: the writer"; }
	# What is late has arrived by now, since the writer began earlier than we; what it takes to execute it is far less than this.
	sleep 2
	{ echo "$recipe"; echo 'finish'; } | guest name="$name" first="$first" >>"$out" || { cat "$out"; fail "$name: reading back"; }
	read=$(sed -n 's/^read: //p' "$out")
	case $read in
	9) verdict=right ;;
	3) verdict=ghost ;;
	*) verdict="read '$read'" ;;
	esac
	! grep -q '^write . failed' "$out" || verdict+=', a write failed'
	printf '%-14s %-6s %-10s %-6s %-10s %s\n' "$name" "$guard" "$fault" "$path" "$verdict" \
		"$(sed -n 's/^write .: \([0-9.]*\) s/\1/p' "$out" | sort -n | tail -n 1)"
	[ "$verdict" = "$wish" ] || { cat "$out"; wrong+=" $name"; }
done <<<"$cases"
allows '.*'
[ ! "$wrong" ] || fail "not as expected:$wrong"
