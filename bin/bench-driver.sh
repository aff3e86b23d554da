# shellcheck shell=bash
# "./tacet bench driver": the SQLite driver beside plain sqlite-jdbc. Sourced by ./tacet.

bench_driver() {
  local built=benchmarks/driver/target/lib
  local sources=(pom.xml r2dbc-sqlite/pom.xml r2dbc-sqlite/src/main benchmarks/driver/pom.xml benchmarks/driver/src)
  require_jdk
  if stale bench-driver "$built" "${sources[@]}"; then
    step bench-driver "Building the benchmark" \
      maven package -pl benchmarks/driver -am -Dmaven.test.skip=true -Dspotless.check.skip=true
    built bench-driver "${sources[@]}"
  fi
  exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED \
    -cp "benchmarks/driver/target/classes:$built/*" chat.tacet.benchmark.driver.DriverBenchmark "$@"
}
