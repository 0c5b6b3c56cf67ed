#!/usr/bin/env bash
#
# Makes an archive for x86-64 Linux that runs wherever it is unpacked: the program, the model en-small, man pages, shell
# completions, licences and a list of all that is linked (SBOM).
#
#   scripts/dist.sh [--features LIST] [--out DIR]
#
#   --features LIST   cargo features of the program, default store,import; an empty list for none
#   --out DIR         where the archive goes, default target/dist
#
# The program needs glibc 2.31 (Debian 11, Ubuntu 20.04) and nothing else: Zig's C++ compiler and linker, out of wheels
# that pip downloads, build against that version, and link the C++ library of RocksDB statically. musl would do without
# glibc, but its allocator is slow for many small objects, which the rules make.
#
# The archive's order, owners and times depend on the commit alone; SOURCE_DATE_EPOCH sets another time. Needs Python 3 with pip
# and venv, and binutils; with the feature store also what scripts/libclang.sh needs. The first call takes as long as RocksDB
# takes to compile. For `cargo deb --no-build`, all but the archive stays unpacked in target/dist/package.

set -euo pipefail
case ${1-} in
    -h | --help) sed -n '3,/^$/s/^#\( \|$\)//p' "${BASH_SOURCE[0]}"; exit 0 ;;
esac
cd "$(dirname "${BASH_SOURCE[0]}")/.."

features=store,import
out=${CARGO_TARGET_DIR:-target}/dist
work=$out
while [ $# -gt 0 ]; do
    case $1 in
        --features) features=$2; shift 2 ;;
        --out) out=$2; shift 2 ;;
        *) echo "dist.sh: unknown option $1 (see scripts/dist.sh --help)" >&2; exit 2 ;;
    esac
done

zig=0.17.1
zigbuild=0.24.1
glibc=2.31
triple=x86_64-unknown-linux-gnu
most=$((60 * 1000 * 1000))

say() { printf 'dist.sh: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

case ,$features, in
    *,torch,* | *,system-rocksdb,*) die "libraries of this system have no place in the archive: $features" ;;
esac
[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || die "it tries out what it made, on x86-64 Linux"

mkdir -p "$work" "$out"
work=$(cd "$work" && pwd)
out=$(cd "$out" && pwd)
if [ "$(cat "$work/venv/.complete" 2>/dev/null)" != "$zig $zigbuild" ]; then
    say "fetching Zig $zig, which compiles and links"
    python3 -m venv --clear "$work/venv"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check "ziglang==$zig" "cargo-zigbuild==$zigbuild"
    echo "$zig $zigbuild" >"$work/venv/.complete"
fi
PATH=$work/venv/bin:$PATH
case ,$features, in
    *,store,*) scripts/libclang.sh ;;
esac

say "building with the features ${features:-none}"
# Messages of a panic name no folder of this machine.
remap="--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo --remap-path-prefix=$PWD=/triplewire"
target=$(mkdir -p "${CARGO_TARGET_DIR:-target}" && cd "${CARGO_TARGET_DIR:-target}" && pwd)
# Zig names its headers relative to the current folder where they lie below it; bindgen, which runs in the folder of the
# database's crate, would not find them. They do not lie below scripts/.
(cd scripts && RUSTFLAGS=$remap cargo zigbuild --release --locked -p triplewire --bin triplewire --features "$features" \
    --target "$triple.$glibc" --target-dir "$target") ||
    die "cargo did not build it, or was ended"
program=$target/$triple/release/triplewire

version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
name=triplewire-$version-x86_64-linux
tree=$work/$name
rm -rf "$tree"
mkdir -p "$tree/models" "$tree/man" "$tree/completions" "$tree/licences"
objcopy --strip-all "$program" "$tree/triplewire"
cp -R models/en-small "$tree/models/"
cp README.md CHANGELOG.md SECURITY.md "$tree/"
cp LICENSE-APACHE LICENSE-MIT "$tree/licences/"
"$tree/triplewire" man "$tree/man"
for shell in bash zsh fish; do
    "$tree/triplewire" completions "$shell" >"$tree/completions/triplewire.$shell"
done
# What the linker adds to the crates.
zigs=$("$work/venv/bin/python" -c 'import pathlib, ziglang; print(pathlib.Path(ziglang.__file__).parent)')
others=(
    --text "Rust's standard library=$(rustc --print sysroot)/share/doc/rust/COPYRIGHT-library.html"
    --text "Zig's compiler-rt=$zigs/LICENSE"
    --text "LLVM's libunwind=$zigs/lib/libunwind/LICENSE.TXT"
)
case ,$features, in
    *,store,*)
        others+=(--text "LLVM's libc++=$zigs/lib/libcxx/LICENSE.TXT" --text "LLVM's libc++abi=$zigs/lib/libcxxabi/LICENSE.TXT")
        ;;
esac
python3 scripts/dist/linked.py --features "$features" --target "$triple" --version "$version" "${others[@]}" \
    --licences "$tree/licences/THIRD-PARTY.txt" --sbom "$tree/sbom.cdx.json"

# For `cargo deb --no-build`.
rm -rf "$work/package"
cp -R "$tree" "$work/package"

date=@${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
archive=$out/$name.tar.gz
tar --sort=name --mtime="$date" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX --format=ustar -C "$work" -cf - "$name" |
    gzip -9n >"$archive"
(cd "$out" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")

# What was promised.
size=$(stat -c %s "$archive")
[ "$size" -le "$most" ] || die "$archive has $size bytes, more than $most"
needed=$(objdump -T "$tree/triplewire" | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -n 1)
[ "$(printf 'GLIBC_%s\n%s\n' "$glibc" "$needed" | sort -V | tail -n 1)" = "GLIBC_$glibc" ] || die "it needs $needed"
libraries=$(objdump -p "$tree/triplewire" | sed -n 's/^ *NEEDED *//p' | grep -vE '^(libc|libm|libdl|librt|libpthread|ld-linux-x86-64)\.so' || true)
[ -z "$libraries" ] || die "it needs these libraries: $libraries"
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
tar -C "$place" -xzf "$archive"
echo 'Ali Hassan killed Omar Said in Mosul.' >"$place/article.txt"
cd "$place"
env -i "./$name/triplewire" model info | grep -qF "$place/$name/models/en-small" || die "the unpacked program takes another model"
env -i "./$name/triplewire" extract article.txt --to triples | grep -q 'Killing' || die "the unpacked program does not extract"
case ,$features, in
    *,store,*)
        env -i "./$name/triplewire" graph add article.txt --store graph 2>/dev/null >&2 || die "the unpacked program keeps no graph"
        env -i "./$name/triplewire" graph export --store graph | grep -q 'Killing' || die "its graph is empty"
        ;;
esac
say "$archive: $((size / 1000 / 1000)) MB; needs $needed; runs unpacked, without any variable"
