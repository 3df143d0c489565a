#!/usr/bin/env bash
# Makes dist/heed-VERSION-linux-ARCHITECTURE.tar.gz with its checksum: the executable, licences, NOTICE, configuration.
# usage: Tools/dist.sh PATH_OF_HEED [SCRATCH_PATH]       built there with --static-swift-stdlib (.build-dist)
set -euo pipefail
heed=$(realpath "${1:?usage: $0 PATH_OF_HEED}")
cd "$(dirname "$0")/.."
if ldd "$heed" | grep -q libswift; then
    echo "$heed needs the Swift runtime beside it: build with --static-swift-stdlib" >&2
    exit 1
fi
name=heed-$("$heed" --version)-linux-$(uname -m)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/$name
mkdir -p "$root/bin" dist
strip --strip-all -o "$root/bin/heed" "$heed"
cp LICENSE NOTICE CHANGELOG.md "$root"
cp -r config "$root"
Tools/licences.sh "$root/licences" "${2:-.build-dist}"
cat >"$root/README" <<'END'
heed: transformer models over HTTP, on a CPU.

Debian 12:    apt-get install libcurl3-gnutls libgnutls30 libjansson4 libmicrohttpd12 libonig5 libsentencepiece0 libstdc++6 zlib1g
Ubuntu 24.04: apt-get install libcurl3t64-gnutls libgnutls30t64 libjansson4 libmicrohttpd12t64 libonig5 libsentencepiece0 libstdc++6 zlib1g

    bin/heed serve
    curl -d '{"input":"attention"}' 127.0.0.1:8080/decode

sha256sum --check SHA256SUMS compares all files. config/ has examples for supervisors, balancers and clusters.
END
(cd "$root" && find . -type f -not -name SHA256SUMS -print0 | LC_ALL=C sort -z | xargs -0 sha256sum >SHA256SUMS)
# The same files give the same archive.
tar --create --file - --directory "$work" --sort=name --owner=0 --group=0 --numeric-owner \
    --mtime="@$(git log -1 --format=%ct)" "$name" | gzip --no-name --best >"dist/$name.tar.gz"
(cd dist && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
echo "dist/$name.tar.gz: $(du -h "dist/$name.tar.gz" | cut -f 1)"
