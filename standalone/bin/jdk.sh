# Sets JAVA_HOME to a JDK 25, wherever it stands. Sourced by ./tacet and the launchers beside this file.

WANTED_JDK=25

# Is there a whole JDK of the wanted version in directory $1? Every JDK has a file named "release".
is_wanted_jdk() {
  [ -x "$1/bin/javac" ] && grep -q "^JAVA_VERSION=\"$WANTED_JDK[.\"]" "$1/release" 2>/dev/null
}

find_jdk() {
  local candidate on_path
  on_path=$(command -v javac || true)
  for candidate in "${JAVA_HOME:-}" "${on_path:+$(dirname "$(dirname "$(readlink -f "$on_path")")")}" \
    /usr/lib/jvm/* /opt/*jdk* /opt/java/* /usr/local/*jdk* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$candidate" ] && is_wanted_jdk "$candidate"; then
      export JAVA_HOME=$candidate
      return 0
    fi
  done
  return 1
}

require_jdk() {
  find_jdk && return 0
  echo "tacet: there is no JDK $WANTED_JDK here. Looked at JAVA_HOME, PATH, /usr/lib/jvm, /opt and SDKMAN." >&2
  echo "tacet: install one (for example Temurin $WANTED_JDK from adoptium.net) or set JAVA_HOME to it." >&2
  return 1
}
