# quick: every nvme command that looks at a controller or a namespace is answered; what there is not is refused in due form
target <<-END
	listen 1
	subsystem $nqn
	namespace 1
	namespace 3 block=512
END
guest <<-'END'
	connect
	controller=/dev/$(controller) namespace=$(device 1)
	device 3
	answered() { echo "== $*"; "$@" || fail "not answered: $*"; }
	answered nvme list
	answered nvme list -v
	answered nvme list-subsys
	answered nvme show-topology
	answered nvme show-regs "$controller"
	for what in ctrl ns-list nvm-ctrl; do answered nvme id $what "$controller"; done
	for what in ns ns-descs ns-ind nvm-ns; do answered nvme id $what "$namespace"; done
	for what in supported-pages smart error fw effects changed-ns-list ana fid-support-effects; do
		answered nvme log $what "$controller"
	done | grep -v '^ *$' | head -n 400
	for feature in 6 7 0xb 0xf; do answered nvme get-feature "$controller" -f $feature -H; done
	if [ "$peer" = fenceline ]; then
		for what in ctrl-list iocs; do answered nvme id $what "$controller"; done
		for feature in 1 4 5 0xa; do answered nvme get-feature "$controller" -f $feature -H; done
		answered nvme get-feature "$controller" -f 0x16 -l 512 -b | wc -c
		answered nvme get-feature "$controller" -f 0x81 -l 16 --cdw11=1 -b | wc -c
	fi

	nvme id ctrl "$controller" >ctrl
	value() { sed -n "s/^$1 *: *//p" ctrl; }
	same subnqn "$nqn" "$(value subnqn)"
	for number in cntlid nn sgls ioccsz iorcsz cntrltype aerl; do
		[ $(($(value $number))) -gt 0 ] || fail "$number is $(value $number)"
	done
	[ $(($(value ver))) -ge $((0x20000)) ] || fail 'the version is older than 2.0'
	[ "$(value sn)" ] && [ "$(value mn)" ] && [ "$(value fr)" ] || fail 'no serial number, model number or firmware revision'
	[ $(($(value anacap) & 0x1f)) -eq $((0x1f)) ] || fail 'not all ANA states can be reported'
	[ $(($(value ctratt) & 0x40)) -ne 0 ] || fail 'no traffic based keep alive'
	if [ "$peer" = fenceline ]; then
		# Compare, Write Uncorrectable, Dataset Management, Write Zeroes, Verify, Copy
		[ $(($(value oncs) & 0x18f)) -eq $((0x18f)) ] || fail "oncs is $(value oncs)"
		[ $(($(value fuses) & 1)) -eq 1 ] || fail 'no fused Compare and Write'
	fi
	same 'list of namespaces' '[   0]:0x1 [   1]:0x3' "$(nvme id ns-list "$controller" | sed -n 2,9p | paste -sd ' ')"
	nvme id ns-descs "$namespace" | grep -E '^uuid *: [0-9a-f-]{36}$' || fail 'no UUID'
	nvme log smart "$controller" | grep -E 'critical_warning.*: 0'

	refused 0x001 nvme admin-passthru "$controller" --opcode=0x7c
	refused 0x001 nvme io-passthru "$namespace" --opcode=0x7c --namespace-id=1
	refused 0x002 nvme admin-passthru "$controller" --opcode=6 --cdw10=0xfe --data-len=4096 --read
	refused 0x002 nvme get-feature "$controller" -f 0x7c
	case $(nvme get-log "$controller" --log-id=0x7c --log-len=512 2>&1) in
	*'0x6109)'* | *'0x4109)'* | *'0x6002)'* | *'0x4002)'*) ;;
	*) fail 'a log page that does not exist was not refused' ;;
	esac
	if [ "$peer" = fenceline ]; then
		refused 0x00b nvme admin-passthru "$controller" --opcode=6 --cdw10=0 --namespace-id=0x7777 --data-len=4096 --read
	fi
	nvme log error "$controller" | grep -E 'error_count.*: [1-9]' || fail 'the errors are not in the log'
END
