# What passed between guest and target, as tshark sees it. Sourced by run.

# check_capture PCAP PORTS CUT WHOLE decodes what passed the ports (lines "PORT SCENARIO"), prints a table of what it saw,
# and fails when something is malformed, wrong in its digest, not known, or sent by the wrong side; when a connection was
# terminated; or when what was sent could not be told apart into PDUs, except in the scenarios named in CUT, which cut
# connections in the middle of a PDU. WHOLE=yes: all kinds of PDUs and commands must have been seen.
check_capture() {
	local pcap=$1 ports=$2 cut=$3 whole=$4 port decode=() filter='' used=''
	while read -r port _; do
		decode+=(-d "tcp.port==$port,nvme-tcp")
		filter+="${filter:+ || }tcp.port == $port"
		used+="${used:+ or }tcp port $port"
	done <"$ports"
	[ "$filter" ] || { say 'no port was used'; return 0; }
	# Gigabytes that our host has exchanged with the kernel's target are in it, too: tshark would take minutes to pass over them.
	tcpdump -n -r "$pcap" -w "$pcap.used" "$used" 2>"$work/tcpdump" || { cat "$work/tcpdump"; return 1; }
	tshark -n -r "$pcap.used" "${decode[@]}" -o nvme-tcp.check_hdgst:TRUE -o nvme-tcp.check_ddgst:TRUE \
		-Y "tcp.len > 0 && ($filter)" \
		-T fields -E separator=';' -E occurrence=a -e frame.number -e tcp.srcport -e tcp.dstport -e nvme-tcp.type \
		-e nvme-tcp.cmd.qid -e nvme.cmd.opc -e nvme.fabrics.cmd.fctype -e nvme-tcp.hdgst.status -e nvme-tcp.ddgst.status \
		-e _ws.malformed -e nvme-tcp.unknown_data -e tcp.stream -e _ws.expert.message \
		>"$work/decoded" 2>"$work/tshark" || { cat "$work/tshark"; return 1; }
	[ -s "$work/decoded" ] || { say 'tshark saw nothing'; [ "$whole" = no ]; return; }
	awk -F ';' -v ports="$ports" -v cut="$cut" -v whole="$whole" '
		function bad(why) { if (wrong++ < 40) print "frame " $1 " (" scenario[port] "): " why }
		function kind(table, code) { return code in table ? table[code] : "unknown " code }
		function lacks(seen, what) { if (!(what in seen)) { print "never seen: " what; wrong++ } }
		function table_of(text, table,   n, i, list, pair) {
			n = split(text, list, ",")
			for (i = 1; i <= n; i++) { split(list[i], pair, "="); table[pair[1]] = pair[2] }
		}
		BEGIN {
			while ((getline line <ports) > 0) { split(line, pair, " "); scenario[pair[1]] = pair[2] }
			while ((getline line <cut) > 0) may_cut[line] = 1
			table_of("0=ICReq,1=ICResp,2=H2CTermReq,3=C2HTermReq,4=CapsuleCmd,5=CapsuleResp,6=H2CData,7=C2HData,9=R2T", pdu)
			table_of("0x00=Property Set,0x01=Connect,0x04=Property Get,0x05=Authentication Send,0x06=Authentication Receive,0x08=Disconnect", fabrics)
			table_of("0x02=Get Log Page,0x06=Identify,0x08=Abort,0x09=Set Features,0x0a=Get Features,0x0c=Asynchronous Event Request,0x18=Keep Alive,0x38=Cross-Controller Reset", admin)
			table_of("0x00=Flush,0x01=Write,0x02=Read,0x04=Write Uncorrectable,0x05=Compare,0x08=Write Zeroes,0x09=Dataset Management,0x0c=Verify,0x19=Copy", io)
		}
		{ port = $3 in scenario ? $3 : $2; to_target = $3 in scenario }
		# tshark 4.0 stumbles over answers to Get Features (arbitration), which is its own mistake, and says so.
		$13 ~ /Unregistered hf/ { $10 = "" }
		$10 != "" { bad("malformed: " $13) }
		$11 != "" { bad("unknown data") }
		$8 ~ /(^|,)0/ { bad("wrong header digest") }
		$9 ~ /(^|,)0/ { bad("wrong data digest") }
		$8 ~ /1/ { seen["right header digests"]++ }
		$9 ~ /1/ { seen["right data digests"]++ }
		# Frames without a PDU that ends in them are parts of one that ends in a later frame; at the end none may be left.
		{ flow = $12 " " $2; where[flow] = $1; whose[flow] = scenario[port]; open[flow] = $4 == "" }
		$4 == "" { next }
		{
			n = split($4, types, ",")
			for (i = 1; i <= n; i++) {
				type = types[i]
				pdus[kind(pdu, type)]++
				if (!(type in pdu)) bad("PDU type " type)
				else if (type == 2 || type == 3) bad(pdu[type])
				else if (to_target != (type == 0 || type == 4 || type == 6)) bad(pdu[type] " from the wrong side")
			}
			n = split($7, types, ",")
			if (to_target) for (i = 1; i <= n; i++) commands["Fabrics: " kind(fabrics, types[i])]++
			split($5, qid, ",")
			n = split($6, types, ",")
			if (to_target) for (i = 1; i <= n; i++)
				commands[qid[1] == "0x0000" ? "admin: " kind(admin, types[i]) : "I/O: " kind(io, types[i])]++
		}
		END {
			for (flow in open) if (open[flow] && !(whose[flow] in may_cut)) {
				print "frame " where[flow] " (" whose[flow] "): the last of its direction, and no PDU ends in it"
				wrong++
			}
			if (whole == "yes") {
				for (code in pdu) if (code != 2 && code != 3) lacks(pdus, pdu[code])
				lacks(commands, "Fabrics: Connect"); lacks(commands, "Fabrics: Property Get"); lacks(commands, "Fabrics: Property Set")
				for (code in admin) if (code != "0x08") lacks(commands, "admin: " admin[code])
				for (code in io) lacks(commands, "I/O: " io[code])
				lacks(seen, "right header digests"); lacks(seen, "right data digests")
			}
			print (wrong + 0) " things are wrong"
			print "PDUs, digests and commands seen:"
			sort = "sort"
			for (what in pdus) printf "  %8d  %s\n", pdus[what], what | sort " -k 2"
			close(sort " -k 2")
			for (what in seen) printf "  %8d  %s\n", seen[what], "frames with " what | sort " -k 2"
			close(sort " -k 2")
			for (what in commands) printf "  %8d  %s\n", commands[what], what | sort " -k 2"
			close(sort " -k 2")
			exit wrong > 0
		}' "$work/decoded"
}
