#!/bin/sh
# Galley @VERSION@ for one user, without root: sh galley.run [--to FOLDER]
# Takes itself apart below ~/.local; ~/.local/lib/galley/uninstall takes it away again.
set -eu

home=${HOME:?}/.local
case "${1:-}" in
    "") ;;
    --to) home=$(realpath -m -- "${2:?}") ;;
    *)
        echo "Installs Galley @VERSION@ for you alone. Without an option it goes below ~/.local;"
        echo "  --to FOLDER   puts bin, lib and share below another folder"
        [ "$1" = --help ] && exit 0 || exit 2
        ;;
esac

for program in tar xz sha256sum; do
    command -v "$program" >/dev/null || { echo "Galley needs the program $program." >&2; exit 1; }
done
if [ "$(tail -c +@OFFSET@ -- "$0" | sha256sum | cut -c1-64)" != @SUM@ ]; then
    echo "This file is damaged: please get it again." >&2
    exit 1
fi

[ -x "$home/lib/galley/uninstall" ] && "$home/lib/galley/uninstall" --before-another
mkdir -p -- "$home"
# What --no-same-owner and --no-overwrite-dir leave alone is yours.
tail -c +@OFFSET@ -- "$0" | tar -xJ --no-same-owner --no-overwrite-dir -C "$home"
sed -i "s|^Exec=galley|Exec=\"$home/bin/galley\"|" "$home/share/applications/galley.desktop"
"$home/lib/galley/uninstall" --tell-desktop

echo "Galley @VERSION@ is installed. Start it from your programs, or type: $home/bin/galley"
echo "To take it away: $home/lib/galley/uninstall (your libraries stay)"
exit 0
