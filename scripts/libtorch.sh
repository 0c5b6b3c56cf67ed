#!/usr/bin/env bash
#
# Puts libtorch 2.4.0, which rust-bert and tch are built against, into .libtorch at the top of the repository.
#
# The files come out of the wheels that pip downloads, so a machine that reaches only a Python package index can build
# triplewire. A second run finds the stamp and ends at once. An interrupted run keeps its finished wheels in
# .libtorch/download and goes on from there. With LIBTORCH set to a folder of your own, the script only checks it.
#
# Needs bash, python3 with pip and, on Linux x86-64, a C compiler.
# Tested on Linux x86-64. The branches for Linux aarch64 and macOS arm64 have not been run on such machines.

set -euo pipefail

version=2.4.0
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
dest=$root/.libtorch

say() { printf 'libtorch.sh: %s\n' "$*" >&2; }

die() {
    say "$1"
    shift
    if [ $# -gt 0 ]; then printf '  %s\n' "$@" >&2; fi
    exit 1
}

# ---- a libtorch that the user brings ---------------------------------------------------------------------------------

check_own() {
    local dir=$1 header=$1/include/torch/csrc/api/include/torch/version.h found wanted=${LIBTORCH_CXX11_ABI:-0}
    local unset_hint="Correct LIBTORCH, or unset it and run this script again to fetch libtorch $version."
    [ -d "$dir" ] || die "LIBTORCH is set to $dir, which is not a folder." "$unset_hint"
    [ -d "$dir/lib" ] || die "LIBTORCH is set to $dir, which has no lib/ in it." "$unset_hint"
    [ -f "$header" ] || die "LIBTORCH is set to $dir, which lacks the C++ headers (include/torch/...)." "$unset_hint"
    found=$(sed -n 's/^#define TORCH_VERSION_[MP][A-Z]* *//p' "$header" | paste -s -d . -)
    [ "$found" = "$version" ] ||
        die "LIBTORCH is set to $dir, which holds version ${found:-unknown}; triplewire needs $version." "$unset_hint"
    # The name of one function tells which string type, so which C++ ABI, the library was built with.
    if [ "$wanted" != 1 ] && [ -f "$dir/lib/libc10.so" ] &&
        LC_ALL=C grep -q 'torchCheckFailEPKcS2_jRKNSt7__cxx11' "$dir/lib/libc10.so"; then
        die "the libtorch in $dir was built with the new C++ ABI." "Set LIBTORCH_CXX11_ABI=1 as well."
    fi
    say "using the libtorch $version that LIBTORCH names: $dir"
}

if [ -n "${LIBTORCH:-}" ] && [ "$LIBTORCH" != "$dest" ]; then
    check_own "$LIBTORCH"
    exit 0
fi

# ---- what this machine needs -----------------------------------------------------------------------------------------

# wheels: "requirement sha256", one a line. platforms: the wheel tags that pip may take. members: which files go to lib/.
# The x86-64 wheel is the CUDA build. Its CPU part links to two small CUDA libraries, which come from wheels of their own.
# The other two are CPU builds and complete.
case "$(uname -s)-$(uname -m)" in
Linux-x86_64)
    wheels='torch==2.4.0 e743adadd8c8152bb8373543964551a7cb7cc20ba898dc8f9c0cdbe47c283de0
nvidia-cuda-cupti-cu12==12.1.105 e54fde3983165c624cb79254ae9818a456eb6e87a7fd4d56a2352c24ee542d7e
nvidia-cuda-runtime-cu12==12.1.105 6e258468ddf5796e25f1dc591a31029fa317d97a0a94ed93468fc86301d61e40'
    platforms='manylinux1_x86_64 manylinux2014_x86_64'
    members='(torch/lib/lib(torch_cpu|c10|gomp-[^/]*)|nvidia/.*/lib/lib(cupti|cudart))\.so[^/]*'
    ;;
Linux-aarch64 | Linux-arm64)
    wheels='torch==2.4.0 7334325c0292cbd5c2eac085f449bf57d3690932eac37027e193ba775703c9e6'
    platforms='manylinux2014_aarch64'
    members='torch/lib/lib(torch|torch_cpu|c10)\.so|torch\.libs/[^/]*\.so[^/]*'
    ;;
Darwin-arm64)
    wheels='torch==2.4.0 f169b4ea6dc93b3a33319611fcc47dc1406e4dd539844dcbd2dec4c1b96e166d'
    platforms='macosx_11_0_arm64'
    members='torch/lib/lib(torch|torch_cpu|c10|omp)\.dylib'
    ;;
*)
    die "no libtorch $version wheel is known for $(uname -s) on $(uname -m)." \
        "Known are Linux x86-64, Linux aarch64 and macOS arm64." \
        "Elsewhere, install libtorch $version by hand and set LIBTORCH to its folder."
    ;;
esac

recipe="1 $wheels" # raise the number when what goes into the folder changes
stamp=$dest/.complete
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$recipe" ] && [ -d "$dest/lib" ] && [ -d "$dest/include" ]; then
    say "libtorch $version is in place: $dest"
    exit 0
fi

command -v python3 >/dev/null || die "python3 is missing." "It is needed to fetch and unpack the libtorch wheels."
python3 -m pip --version >/dev/null 2>&1 ||
    die "python3 has no pip." "Install it (Debian, Ubuntu: python3-pip) and run this script again."
if [ "$(uname -s)-$(uname -m)" = Linux-x86_64 ]; then
    command -v "${CC:-cc}" >/dev/null || die "no C compiler found (${CC:-cc})." "Debian, Ubuntu: build-essential."
fi

# ---- download --------------------------------------------------------------------------------------------------------

# Is a wheel with this checksum there? Prints its path.
finished() {
    python3 - "$dest/download" "$1" <<'PY'
import hashlib, pathlib, sys

for wheel in pathlib.Path(sys.argv[1]).glob("*.whl"):
    digest = hashlib.sha256()
    with wheel.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    if digest.hexdigest() == sys.argv[2]:
        print(wheel)
        sys.exit(0)
sys.exit(1)
PY
}

mkdir -p "$dest/download"
files=()
while read -r requirement sha256; do
    if ! file=$(finished "$sha256"); then
        say "downloading $requirement"
        arguments=(--no-deps --only-binary=:all: --no-cache-dir --disable-pip-version-check --dest "$dest/download")
        arguments+=(--python-version 3.11 --implementation cp --abi cp311 --abi none)
        for platform in $platforms; do arguments+=(--platform "$platform"); done
        # Without --quiet, so that pip's progress bar shows what is left of the large one.
        python3 -m pip download "${arguments[@]}" "$requirement" </dev/null >&2 ||
            die "pip could not download $requirement; its own message is above." \
                "Check the network and pip's index settings (pip config list), then run scripts/libtorch.sh again:" \
                "wheels that are complete are kept in $dest/download." \
                "Or bring libtorch $version yourself and set LIBTORCH to its folder."
        file=$(finished "$sha256") || die "the wheel that pip fetched for $requirement has another checksum." \
            "Wanted: sha256 $sha256." "Delete $dest/download and try again; should it stay so, the index is altered."
    fi
    files+=("$file")
done <<<"$wheels"

# ---- unpack, into a folder of its own until everything is there ------------------------------------------------------

say "unpacking"
part=$dest/partial
rm -rf "$part"
mkdir -p "$part/lib"
python3 - "$part" "$members" "${files[@]}" <<'PY' || die "could not unpack the wheels into $part."
import pathlib, re, shutil, sys, zipfile

part, members = pathlib.Path(sys.argv[1]), re.compile(sys.argv[2])
try:
    for wheel in sys.argv[3:]:
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if name.startswith("torch/include/") and not name.endswith("/"):
                    target = part / name.removeprefix("torch/")
                elif members.fullmatch(name):
                    target = part / "lib" / name.rsplit("/", 1)[1]
                else:
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as source, target.open("wb") as out:
                    shutil.copyfileobj(source, out, 1 << 20)
except OSError as error:
    sys.exit(f"libtorch.sh: {error}")
PY

# The CUDA build's own libtorch.so pulls in the GPU libraries; this one stands in for it and needs the CPU part alone.
if [ ! -e "$part/lib/libtorch.so" ] && [ ! -e "$part/lib/libtorch.dylib" ]; then
    (cd "$part/lib" && "${CC:-cc}" -shared -o libtorch.so -Wl,-soname,libtorch.so -Wl,--no-as-needed \
        -L. -l:libtorch_cpu.so -Wl,-rpath,"\$ORIGIN" -Wl,--unresolved-symbols=ignore-all) ||
        die "the C compiler could not make the stand-in libtorch.so."
fi
echo "$version" >"$part/build-version"

# Load it once, so that a libc too old or a missing library shows here and not in the middle of a build.
library=$(find "$part/lib" -name 'libtorch.so' -o -name 'libtorch.dylib')
python3 - "$library" <<'PY' || die "the unpacked libtorch does not load on this machine; the reason is above."
import ctypes, sys

try:
    ctypes.CDLL(sys.argv[1])
except OSError as error:
    sys.exit(f"libtorch.sh: {error}")
PY

rm -rf "$stamp" "${dest:?}/lib" "${dest:?}/include"
mv "$part/lib" "$part/include" "$part/build-version" "$dest/"
printf '%s\n' "$recipe" >"$stamp"
rm -rf "$part" "$dest/download"
say "libtorch $version is in place: $dest"
