#!/usr/bin/env bash
# Runs the tarball of `make dist` on a bare Debian 12 and a bare Ubuntu 24.04, after the packages that its README lists. As root; needs debootstrap.
# usage: Tests/Distribution/roots.sh TARBALL [DIRECTORY]       the roots are kept there (/var/tmp/heed-roots)
set -euo pipefail
tarball=$(realpath "${1:?usage: $0 TARBALL [DIRECTORY]}")
roots=$(realpath --canonicalize-missing "${2:-/var/tmp/heed-roots}")
mkdir -p "$roots"

cat >"$roots/try.sh" <<'END'
set -euo pipefail
# usage: try.sh SYSTEM PORT
cd /root
rm -rf heed-*/
tar -xzf heed-*.tar.gz
cd heed-*/
packages=$(sed -n "s/^$1: *apt-get install //p" README)
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null 2>&1
sha256sum --check --quiet SHA256SUMS
! ldd bin/heed | grep 'not found'
[ "$(bin/heed decode attention)" = "AH T EH N SH AH N" ]
bin/heed serve --port "$2" >/dev/null 2>&1 &
for _ in $(seq 100); do ! bin/heed health --port "$2" >/dev/null 2>&1 || break; sleep 0.1; done
[ "$(bin/heed health --port "$2")" = ready ]
kill $!
wait $!
END

# try SYSTEM SUITE MIRROR PORT [COMPONENTS]
try() {
    local root=$roots/$2 keyring=()
    if [ ! -e "$root/root/complete" ]; then
        rm -rf "$root"
        # Debian has no keys of Ubuntu's; what is in these roots stays there.
        [ -e "/usr/share/debootstrap/scripts/$2" ] || keyring=(--no-check-gpg)
        local script=$2
        [ -e "/usr/share/debootstrap/scripts/$2" ] || script=gutsy
        debootstrap --variant=minbase --components="${5:-main}" "${keyring[@]}" "$2" "$root" "$3" "$script" >"$roots/$2.log"
        touch "$root/root/complete"
    fi
    # What this machine needs to reach packages.
    cp -n /etc/apt/apt.conf.d/* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    rm -f "$root"/root/heed-*.tar.gz
    cp "$tarball" "$roots/try.sh" "$root/root/"
    unshare --mount bash -c 'mount -t proc proc "$0/proc" && exec chroot "$0" bash /root/try.sh "$1" "$2"' "$root" "$1" "$4" \
        || { echo "FAILED: $1" >&2; exit 1; }
    echo "passed: $1"
}
try "Debian 12" bookworm http://deb.debian.org/debian 18131
try "Ubuntu 24.04" noble http://archive.ubuntu.com/ubuntu 18132 main,universe
