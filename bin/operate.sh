# What whoever runs Tacet types beside it. Sourced by ./tacet.

# Runs the Java part from what ./tacet up has built.
operator() {
  require_jdk
  compgen -G 'standalone/target/lib/tacet-standalone-*.jar' >/dev/null ||
    fail "nothing is built yet. Run ./tacet up once."
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx96m -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
    -cp "$(echo standalone/target/lib/tacet-standalone-*.jar)" chat.tacet.standalone.Operator "$@"
}

# What the machine has, then what the installation says of itself. Fails if something is broken.
doctor() {
  local tool whole=0
  if find_jdk; then echo "JDK $WANTED_JDK      $JAVA_HOME"; else whole=1 && echo "JDK $WANTED_JDK      missing: ./tacet up needs it"; fi
  for tool in node npm; do
    printf '%-11s %s\n' "$tool" "$(command -v "$tool" || echo 'missing: ./tacet up needs it')"
    command -v "$tool" >/dev/null || whole=1
  done
  for tool in "${TEST_TOOLS[@]}"; do
    tool=${tool%%:*}
    printf '%-11s %s\n' "$tool" "$(command -v "$tool" || echo 'missing: only ./tacet test needs it')"
  done
  printf '%-11s %s\n' postgresql "$(compgen -G '/usr/lib/postgresql/*/bin/postgres' | tail -1 || echo 'missing: only ./tacet test needs it')"
  echo
  if find_jdk && compgen -G 'standalone/target/lib/tacet-standalone-*.jar' >/dev/null; then
    # What a version from after "git pull" would do to the data, only that version knows.
    ! git rev-parse --git-dir >/dev/null 2>&1 || ! outdated || say "There is something new to build here: what follows is said by what was built before."
    operator doctor || whole=1
  else
    echo "Nothing is built yet: run ./tacet up once, then ask again."
  fi
  return $whole
}
