#!/bin/sh
# Takes away what the installer laid: exactly the files in the list, then folders that are empty.
# Libraries and settings are not in the list.
set -eu

here=$(cd -- "$(dirname -- "$0")" && pwd -P)
home=${here%/lib/galley}

tell_desktop() {
    if command -v update-desktop-database >/dev/null; then
        update-desktop-database -q "$home/share/applications" 2>/dev/null || true
    fi
    if command -v update-mime-database >/dev/null; then
        update-mime-database "$home/share/mime" 2>/dev/null || true
    fi
}

# The desktop's own tables of what is installed, where nobody else is left to be in them.
forget_tables() {
    set -- "$home"/share/applications/*.desktop
    [ -e "$1" ] || rm -f -- "$home/share/applications/mimeinfo.cache"
    set -- "$home"/share/mime/packages/*.xml
    if [ ! -e "$1" ] && [ -e "$home/share/mime/mime.cache" ]; then
        for table in aliases generic-icons globs globs2 icons magic mime.cache subclasses \
            treemagic types version XMLnamespaces; do
            rm -f -- "$home/share/mime/$table"
        done
    fi
}

case "${1:-}" in
    --tell-desktop) tell_desktop; exit 0 ;;
    "" | --before-another) ;;
    *) echo "usage: uninstall"; exit 2 ;;
esac

files=$(cat -- "$here/installed-files")
printf '%s\n' "$files" | while IFS= read -r file; do rm -f -- "$home/$file"; done
[ "${1:-}" = --before-another ] || { tell_desktop; forget_tables; }
printf '%s\n' "$files" | while IFS= read -r file; do
    folder=$(dirname -- "$file")
    while [ "$folder" != . ] && rmdir -- "$home/$folder" 2>/dev/null; do
        folder=$(dirname -- "$folder")
    done
done
[ "${1:-}" = --before-another ] || echo "Galley is gone; your libraries are where they were."
