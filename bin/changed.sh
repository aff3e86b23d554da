# shellcheck shell=bash
# What has changed since it was built. Sourced by ./tacet, which says where STAMPS are; the parts are paths from the project root.

# A hash over the content of the files git knows (or would know) under the given paths. There may be no git, or one that
# does not trust whoever owns the folder, or that is of the folder around it. The same in every locale: else a service would build what was built already.
content_hash() {
  if [ "$(git rev-parse --show-prefix 2>/dev/null || echo none)" = '' ]; then
    git ls-files -z --cached --others --exclude-standard -- "$@"
  else
    find "$@" -type f -not -path '*/node_modules/*' -not -path '*/target/*' -not -path '*/dist/*' -print0
  fi | LC_ALL=C sort -zu | while IFS= read -r -d '' file; do if [ -f "$file" ]; then printf '%s\0' "$file"; fi; done | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

# Is result $2 of part $1 missing, or made from other sources ($3…) than there are now?
stale() {
  local part=$1 result=$2
  shift 2
  [ ! -e "$result" ] || [ "$(cat "$STAMPS/$part" 2>/dev/null)" != "$(content_hash "$@")" ]
}

built() {
  local part=$1
  shift
  mkdir -p "$STAMPS"
  content_hash "$@" >"$STAMPS/$part"
}

PACKAGES=(package.json package-lock.json web-client/package.json client-ts/package.json e2e-tests/package.json)
SITE=("${PACKAGES[@]}" tsconfig.base.json contracts/src/main/proto web-client)
JAVA=(pom.xml .mvn contracts */pom.xml */src/main)
