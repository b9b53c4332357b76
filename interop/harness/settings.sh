# What run and scenario share. Sourced.

interop=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=$(dirname "$interop")
. "$interop/lab/common.sh"
logs=$interop/target/logs
guest=interop-${INTEROP_RUN:=$$}
work=${TMPDIR:-/tmp}/fenceline-$guest      # of this run: ports, configurations, files of back ends
export INTEROP_RUN

# How long, in seconds; an emulated machine is slow.
job_seconds=180        # one job in the guest
scenario_seconds=400   # one scenario
start_seconds=30       # from the start of a target to its listening
end_seconds=10         # from SIGTERM to the end of a target

# limits MODE: the full mode has more to do.
limits() { [ "$1" = quick ] || job_seconds=600 scenario_seconds=1200; }

say() { printf '%s\n' "$*"; }
fail() { say "FAIL: $*"; exit 1; }

# guestless FILE tells whether a scenario has nothing to do for a guest.
guestless() { [ "$(sed -n 2p "$1")" = '# no guest' ]; }
