# Settings and functions shared by the lab's commands. Sourced, not run.
# Every setting can be given in the environment.

set -euo pipefail
export LC_ALL=C

lab=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

: "${LAB_CACHE:=${XDG_CACHE_HOME:-$HOME/.cache}/fenceline-interop}" # what build makes; may be shared and kept
: "${LAB_STATE:=${TMPDIR:-/tmp}/fenceline-interop-$(id -u)}"        # running guests, one directory each
: "${LAB_SUITE:=trixie}"                                            # the guest's user land
: "${LAB_KERNEL_SUITE:=trixie-backports}"                           # where the kernel comes from
: "${LAB_NVME_SUITES:=sid experimental}"                            # nvme-cli: the newest of these and LAB_SUITE
: "${LAB_QEMU:=qemu-system-x86_64}"
: "${LAB_ACCEL:=auto}"                                              # auto: KVM where it works, else TCG
: "${LAB_CPU:=}"                                                    # empty: what suits the accelerator
: "${LAB_SMP:=4}"                                                   # as many I/O queues as a host may ask for
: "${LAB_MEM:=1024}"                                                # MiB
: "${LAB_APPEND:=}"                                                 # more of the kernel's command line

kernel_dir=$LAB_CACHE/kernel-$LAB_KERNEL_SUITE

# What exit statuses mean, beside those of the jobs themselves.
no_guest=125    # no guest, or a wrong call
unavailable=77  # what is needed cannot be had here: a reason to skip, not to fail

say() { echo "lab: $*" >&2; }
die() { say "$*"; exit $no_guest; }
lacks() { say "$*"; exit $unavailable; }

# running NAME tells whether the guest's process, and no other by the same number, is there.
running() {
	grep -qszF "$LAB_STATE/$1/" "/proc/$(cat "$LAB_STATE/$1/pid" 2>/dev/null)/cmdline"
}
