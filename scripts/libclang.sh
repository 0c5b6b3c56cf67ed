#!/usr/bin/env bash
#
# Puts libclang 18 into .libclang at the top of the repository. The build of the graph's database reads the database's C header
# with it (bindgen); the finished program does not need it.
#
# The library comes out of the wheel that pip downloads, the headers that a C compiler brings itself (stddef.h and the like)
# from the compiler that is there. With LIBCLANG_PATH set to a folder with a libclang of your own, the script only checks it.
#
# Needs bash, python3 with pip and a C compiler. Tested on Linux x86-64; the branches for Linux aarch64 and macOS arm64 have not
# been run on such machines.

set -euo pipefail

version=18.1.1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
dest=$root/.libclang

say() { printf 'libclang.sh: %s\n' "$*" >&2; }

die() {
    say "$1"
    shift
    if [ $# -gt 0 ]; then printf '  %s\n' "$@" >&2; fi
    exit 1
}

if [ -n "${LIBCLANG_PATH:-}" ] && [ "$LIBCLANG_PATH" != "$dest/lib" ]; then
    compgen -G "$LIBCLANG_PATH/libclang*" >/dev/null ||
        die "LIBCLANG_PATH is set to $LIBCLANG_PATH, which holds no libclang." "Correct it, or unset it and run this script again."
    say "using the libclang that LIBCLANG_PATH names: $LIBCLANG_PATH"
    exit 0
fi

case "$(uname -s)-$(uname -m)" in
Linux-x86_64)
    sha256=c533091d8a3bbf7460a00cb6c1a71da93bffe148f172c7d03b1c31fbf8aa2a0b
    platform=manylinux2010_x86_64
    ;;
Linux-aarch64 | Linux-arm64)
    sha256=54dda940a4a0491a9d1532bf071ea3ef26e6dbaf03b5000ed94dd7174e8f9592
    platform=manylinux2014_aarch64
    ;;
Darwin-arm64)
    sha256=0b2e143f0fac830156feb56f9231ff8338c20aecfe72b4ffe96f19e5a1dbb69a
    platform=macosx_11_0_arm64
    ;;
*)
    die "no libclang $version wheel is known for $(uname -s) on $(uname -m)." \
        "Install libclang (Debian, Ubuntu: libclang-dev) and set LIBCLANG_PATH to its folder."
    ;;
esac

stamp=$dest/.complete
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sha256" ]; then
    say "libclang $version is in place: $dest"
    exit 0
fi

headers=$("${CC:-cc}" -print-file-name=include 2>/dev/null) && [ -f "$headers/stddef.h" ] ||
    die "the C compiler ${CC:-cc} was not found, or does not say where its headers are." "Debian, Ubuntu: build-essential."

part=$dest.partial
rm -rf "$part"
mkdir -p "$part/lib" "$part/include"
say "downloading libclang==$version"
python3 -m pip download --quiet --no-deps --only-binary=:all: --no-cache-dir --disable-pip-version-check --platform "$platform" \
    --dest "$part" "libclang==$version" </dev/null >&2 ||
    die "pip could not download libclang==$version; its own message is above." \
        "Or install libclang yourself and set LIBCLANG_PATH to its folder."

python3 - "$part" "$sha256" <<'PY' || die "the wheel could not be used."
import hashlib, pathlib, shutil, sys, zipfile

part = pathlib.Path(sys.argv[1])
wheel = next(part.glob("*.whl"))
if hashlib.sha256(wheel.read_bytes()).hexdigest() != sys.argv[2]:
    sys.exit(f"libclang.sh: {wheel.name} has another checksum than {sys.argv[2]}: the index is altered")
with zipfile.ZipFile(wheel) as archive:
    member = next(name for name in archive.namelist() if "/native/libclang." in name)
    with archive.open(member) as source, (part / "lib" / member.rsplit("/", 1)[1]).open("wb") as out:
        shutil.copyfileobj(source, out, 1 << 20)
wheel.unlink()
PY

# The wheel lacks the headers that belong to a compiler; .cargo/config.toml points C_INCLUDE_PATH at these.
for header in stddef.h stdarg.h stdbool.h; do cp "$headers/$header" "$part/include/"; done

rm -rf "$dest"
mv "$part" "$dest"
printf '%s\n' "$sha256" >"$stamp"
say "libclang $version is in place: $dest"
