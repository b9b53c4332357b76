# quick: Cross-Controller Reset by nvme-cli: what Identify says, command 38h and what it refuses, log page 1Eh byte by byte, and the kernel's reconnect
against fenceline
target <<-END
	listen 1
	listen 2
	ana 1 2 inaccessible
	ana 2 2 optimized
	subsystem $nqn cqt=6s
	namespace 1 size=16M
	namespace 2 size=16M group=2 faults=write,lba=0,stuck=5s,count=1+write,lba=0,stuck=10s,after=1,count=1
END
guest <<-'END'
	for port in "$port1" "$port2"; do connect_by "$port" --nr-io-queues=1 --reconnect-delay=1 --ctrl-loss-tmo=120; done
	device 1
	a=$(controller "$port1") b=$(controller "$port2")

	# bytes FILE OFFSET LENGTH prints bytes in hex; number FILE OFFSET LENGTH, little-endian, in decimal.
	bytes() { tail -c +$(($2 + 1)) "$1" | head -c "$3" | od -An -v -t x1 | tr -s ' \n' ' ' | sed 's/^ //; s/ $//'; }
	number() {
		_sum=0 _shift=0
		for _byte in $(bytes "$@"); do _sum=$((_sum | 0x$_byte << _shift)) _shift=$((_shift + 8)); done
		echo $_sum
	}
	identify() {
		nvme id ctrl "/dev/$1" -b >id
		cntlid=$(number id 78 2) ciu=$(number id 135 1) lower=$(number id 136 4) upper=$(number id 140 4)
	}
	ccr() { nvme admin-passthru "/dev/$1" -v --opcode=0x38 --cdw10=$(($2 | $3 << 16)) --cdw12="$4" --cdw13="$5" 2>&1; }
	# answered RESULT CONTROLLER ICID CIU LOWER UPPER: a success with this in dword 0.
	answered() {
		_wish=$1; shift
		_said=$(ccr "$@") || fail "refused: $_said"
		echo "$*: $_said"
		[ $(($(echo "$_said" | grep -o '0x[0-9a-f]*' | tail -n 1))) -eq "$_wish" ] || fail "$_wish is wanted in dword 0"
	}
	# log NAME OPTION...: the log page of controller NAME, without an event allowed to follow.
	log() { _name=$1; shift; nvme get-log "/dev/$_name" --log-id=0x1e --raw-binary "$@" >page; }

	identify "$a"
	[ "$ciu" -ne 0 ] && [ $((lower | upper)) -ne 0 ] || fail 'no CIU or CIRN'
	same CQT 6000 "$(number id 386 2)"
	same CCRL 4 "$(number id 1807 1)"
	[ $(($(number id 92 4) >> 20 & 1)) -eq 1 ] || fail 'OAES without Cross-Controller Reset Completed notices'
	[ $(($(number id 96 4) >> 6 & 1)) -eq 1 ] || fail 'CTRATT without Traffic Based Keep Alive'
	nvme id ctrl "/dev/$a" >shown
	same 'what nvme-cli calls cqt' 6000 "$(sed -n 's/^cqt *: *//p' shown)"
	same 'what nvme-cli calls ccrl' 4 "$(sed -n 's/^ccrl *: *//p' shown)"
	echo "CIU $(bytes id 135 1), CIRN $(bytes id 136 8); nvme-cli $(nvme version | sed -n '1s/.*version //p') prints: $(grep -iE '^(ciu|cirn|cqt|ccrl) ' shown | tr -s ' ' | paste -sd , -)"
	nvme id ctrl "/dev/$a" -H | grep -i 'cross-controller' || echo 'nvme-cli does not explain OAES bit 20'
	nvme supported-log-pages "/dev/$a" 2>/dev/null | grep -iE '0x1e|cross' || fail 'log page 1Eh is not among the supported ones'
	nvme log effects "/dev/$a" -H 2>/dev/null | grep -i -A1 'cross' || echo 'nvme-cli does not name command 38h among the effects'

	# What is not there, or not any more, has been reset: IRS in dword 0, no entry, and nobody is hurt.
	own=$cntlid own_ciu=$ciu own_lower=$lower own_upper=$upper
	identify "$b"
	refused 0x002 ccr "$a" "$own" "$own_ciu" "$own_lower" "$own_upper"
	answered 1 "$a" $((cntlid % 60000 + 1)) "$ciu" "$lower" "$upper"
	answered 1 "$a" "$cntlid" $((ciu % 255 + 1)) "$lower" "$upper"
	answered 1 "$a" "$cntlid" "$ciu" $((lower ^ 1)) "$upper"
	answered 1 "$a" "$cntlid" "$ciu" "$lower" $((upper ^ 0x80))
	log "$a" --log-len=4096 --rae
	same 'the size of the log page' 4096 "$(wc -c <page)"
	same 'log page without entries' '' "$(bytes page 0 4096 | tr -d ' 0')"
	all_live || fail 'a controller was lost'

	# The kernel sees its connection go, and connects again, as another instance.
	began=$(cut -d ' ' -f 1 /proc/uptime)
	answered 0 "$a" "$cntlid" "$ciu" "$lower" "$upper"
	gone=$cntlid gone_ciu=$ciu gone_lower=$lower gone_upper=$upper
	wait_for 10 holds "/sys/class/nvme/$b/state" connecting || fail 'the kernel does not see that its controller was reset'
	wait_for 30 all_live || fail 'the kernel does not come back'
	identify "$b"
	[ "$cntlid $ciu $lower $upper" != "$gone $gone_ciu $gone_lower $gone_upper" ] || fail 'the new instance is the old one'
	answered 1 "$a" "$gone" "$gone_ciu" "$gone_lower" "$gone_upper"
	entry=$(printf '%02x %02x %02x 00 ff ff' $((gone & 255)) $((gone >> 8)) "$gone_ciu")
	log "$a" --log-len=4096 --rae
	same 'log page' "01 00 00 00 00 00 00 00 $entry 01 03" "$(bytes page 0 16)"
	same 'the rest of the log page' '' "$(bytes page 16 4080 | tr -d ' 0')"
	log "$a" --log-len=8
	same 'a short read' '01 00 00 00 00 00 00 00' "$(bytes page 0 4096)"
	log "$a" --log-len=8 --lpo=8
	same 'a read from byte 8' "$entry 01 03" "$(bytes page 0 4096)"
	log "$b" --log-len=16
	same 'the log page of the other controller' '' "$(bytes page 0 4096 | tr -d ' 0')"
	log "$a" --log-len=16 --lsp=1
	same 'the read that removes' "01 00 00 00 00 00 00 00 $entry 01 03" "$(bytes page 0 4096)"
	log "$a" --log-len=16
	same 'the read after it' '' "$(bytes page 0 4096 | tr -d ' 0')"

	# With a write stuck in the back end the reset is not over before the write is; where that takes longer than CQT, it has failed.
	head -c 4096 /dev/zero | tr '\0' x >/tmp/x
	ended() { log "$a" --log-len=16 && [ "$(bytes page 8 8)" != "$entry 00 03" ]; }
	for status in 01 02; do
		dd if=/tmp/x of="$(device 2)" bs=4096 count=1 oflag=direct conv=notrunc 2>/dev/null &
		sleep 1
		identify "$b"
		answered 0 "$a" "$cntlid" "$ciu" "$lower" "$upper"
		entry=$(printf '%02x %02x %02x 00 ff ff' $((cntlid & 255)) $((cntlid >> 8)) "$ciu")
		refused 0x13f ccr "$a" "$cntlid" "$ciu" "$lower" "$upper"
		log "$a" --log-len=16 --lsp=1
		same 'in progress, which is not removed' "01 00 00 00 00 00 00 00 $entry 00 03" "$(bytes page 0 4096)"
		! ended || fail 'the reset is said to be over while the write is stuck'
		wait_for 20 ended || fail 'the reset does not end'
		log "$a" --log-len=16 --lsp=1
		same 'its end' "01 00 00 00 00 00 00 00 $entry $status 03" "$(bytes page 0 4096)"
		wait
		wait_for 30 all_live || fail 'not all paths came back'
	done
	# What was stuck for longer than was promised is over before the target ends.
	sleep 4
END
allows 'nvme_tcp: queue|callbacks suppressed|no usable path|nvme[0-9]+: |I/O error|nvme[0-9]+c[0-9]+n[0-9]+'
