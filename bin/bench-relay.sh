# shellcheck shell=bash
# "./tacet bench relay": the relay beside its peers. Sourced by ./tacet.

# Servers get the first core and the generator the second, so two are needed; peers only if they are installed.
bench_relay() {
  local built=benchmarks/relay/target/lib tool
  [ "$(uname -s)" = Linux ] || fail "this measures with /proc and taskset: it needs Linux"
  [ "$(nproc)" -ge 2 ] || fail "this needs two cores, one for the servers and one for the clients"
  for tool in taskset redis-server; do
    command -v "$tool" >/dev/null || fail "there is no $tool here"
  done
  for tool in ejabberdctl mosquitto; do
    command -v "$tool" >/dev/null || say "There is no $tool here: it is left out. Debian packages it."
  done
  require_jdk
  java_parts
  if stale bench-relay "$built" "${JAVA[@]}" benchmarks/relay/pom.xml benchmarks/relay/src; then
    step bench-relay "Building the benchmark" \
      maven package -pl benchmarks/relay -am -Dmaven.test.skip=true -Dspotless.check.skip=true
    built bench-relay "${JAVA[@]}" benchmarks/relay/pom.xml benchmarks/relay/src
  fi
  exec taskset -c 1 "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx1g --enable-native-access=ALL-UNNAMED \
    "-Dtacet.bench.relay-options=${TACET_BENCH_RELAY_OPTIONS:-}" \
    -cp "benchmarks/relay/target/classes:$built/*" chat.tacet.benchmark.RelayBenchmark "$@"
}
