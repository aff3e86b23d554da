# shellcheck shell=bash
# What takes too long for every change: "./tacet verify" runs it all, "./tacet verify fuzz" one part. Sourced by tacet.

ROAD_MESSAGES=${TACET_ROAD_MESSAGES:-5000}  # each way
TABS_MESSAGES=${TACET_TABS_MESSAGES:-5000}  # over four browsers
DAY_EVENTS=${TACET_DAY_EVENTS:-200}
FUZZ_SECONDS=${TACET_FUZZ_SECONDS:-60}   # for each of the decoders
API_CASES=${TACET_API_CASES:-10000}
DRIVER_KILLS=100
SIMULATOR_RUNS=${TACET_SIMULATOR_RUNS:-10000}
JAVA_DECODERS=(client-java/src/test/java/chat/tacet/client/{fuzz/Decoders,relay/RelayFrames}FuzzTest.java)

verify() {
  case ${1:-all} in
    all)
      verify_stories
      verify_road
      verify_simulator
      verify_tabs
      verify_day
      verify_faults
      verify_driver
      verify_api
      verify_vectors
      verify_fuzz
      verify_mutation
      verify_kubernetes
      ;;
    stories | simulator | vectors | fuzz | mutation)
      # All but the stories need nothing but Node and a JDK.
      require_node
      require_jdk
      packages
      mkdir -p "$REPORTS"
      npm run -s generate -w web-client
      "verify_$1"
      ;;
    tabs | day)
      require_jdk
      site
      java_parts
      "verify_$1"
      ;;
    api)
      require_jdk
      site
      java_parts
      step client-java "Building the client for Java" maven package -pl client-java -am -DskipTests
      mkdir -p "$REPORTS"
      verify_api
      ;;
    driver)
      require_jdk
      mkdir -p "$REPORTS"
      verify_driver
      ;;
    kubernetes)
      require_node
      packages
      verify_kubernetes
      ;;
    # Not part of all: it may install an engine.
    docker) verify_docker ;;
    road)
      require_jdk
      site
      java_parts
      step client-java "Building the client for Java" maven package -pl client-java -am -DskipTests
      mkdir -p "$REPORTS"
      verify_road
      ;;
    faults)
      require_jdk
      require_node
      test_tools
      packages
      java_parts
      npm run -s generate -w web-client
      mkdir -p "$REPORTS"
      verify_faults
      ;;
    *) fail "there is no \"verify $1\": stories, road, simulator, tabs, day, faults, driver, api, vectors, fuzz, mutation, kubernetes, docker, or nothing for all but docker" ;;
  esac
  conclude
}

# All tests, then the stories three times more and longer, to catch what fails seldom.
verify_stories() {
  run_tests
  local round
  for round in 2 3 4; do
    TACET_STORY_MESSAGES=500 TACET_STORY_TURNS=30 \
      tests "Stories, round $round" "$REPORTS/e2e-tests.xml" vitest e2e-tests
  done
}

# Browser core and Java client on bad roads, with kills of either side: ten thousand messages.
verify_road() {
  TACET_ROAD_MESSAGES=$ROAD_MESSAGES tests "Bad roads, $ROAD_MESSAGES messages each way" "$REPORTS/road.xml" \
    npm run test -w e2e-tests -- stories/two-clients.story.ts \
    --reporter=default --reporter=junit --outputFile.junit="$PWD/$REPORTS/road.xml"
}

# Ten thousand worlds of the simulator, one process for each core. What was played of these very sources is not played
# again, so it may be interrupted; what came of it is summed up at the end.
verify_simulator() {
  local book
  book=$PWD/target/simulator-$(content_hash web-client/src web-client/test | cut -c1-16).jsonl
  tests "Simulator, $SIMULATOR_RUNS worlds" "$REPORTS/simulator-*.xml" simulator_parts "$book"
  PATH=$PWD/node_modules/.bin:$PATH node web-client/test/simulator/summary.ts "$book"
}

# $1 the book of runs.
simulator_parts() {
  local parts part status=0 running=()
  parts=$(nproc)
  for ((part = 0; part < parts; part++)); do
    TACET_SIMULATOR_BOOK=$1 TACET_RUNS=$SIMULATOR_RUNS TACET_PART=$part TACET_PARTS=$parts \
      vitest_part "simulator-$part" test/simulator/simulator.test.ts &
    running+=($!)
  done
  for part in "${running[@]}"; do wait "$part" || status=1; done
  return $status
}

# Processes that write through the SQLite driver, killed in the middle: no acknowledged commit is lost.
verify_driver() {
  tests "SQLite driver, $DRIVER_KILLS kills" 'r2dbc-sqlite/target/surefire-reports/TEST-*CrashTest.xml' \
    maven test -pl r2dbc-sqlite -am -Dtest=CrashTest -Dtacet.crash.cycles="$DRIVER_KILLS" -Dsurefire.failIfNoSpecifiedTests=false
}

# Two people with two browsers of four tabs each, which are killed at random: nothing lost, twice or unreadable.
verify_tabs() {
  check "Tabs killed at random, $TABS_MESSAGES messages" \
    env PATH="$PWD/node_modules/.bin:$PATH" node benchmarks/tabs/measure.ts "$TABS_MESSAGES"
}

# Four people live in seven browsers for a day of random events. TACET_SEED repeats one.
verify_day() {
  check "A day of $DAY_EVENTS events in seven browsers" \
    env PATH="$PWD/node_modules/.bin:$PATH" node e2e-tests/src/day/measure.ts "$DAY_EVENTS" ${TACET_SEED:+"$TACET_SEED"}
}

# The manifests as Kustomize joins them, which is part of kubectl.
verify_kubernetes() {
  if ! command -v kubectl >/dev/null; then
    say "Manifests for Kubernetes: NOT LOOKED AT, there is no kubectl here"
    tally "Manifests for Kubernetes (no kubectl)" 0 0 0 1
    return
  fi
  check "Manifests for Kubernetes, joined" \
    env PATH="$PWD/node_modules/.bin:$PATH" node e2e-tests/src/kustomized.ts
}

# The clocks that can be set are made of C.
missing_fault_packages() {
  command -v cc >/dev/null || echo gcc
  [ -f /usr/include/time.h ] || echo libc6-dev
}

# Servers and networks fail in every way we know, at full size; leaves its table in benchmarks/results. Needs root for
# small disks that can be full.
verify_faults() {
  if [ "$(id -u)" -ne 0 ]; then
    check "Faults (they need root$(missing_fault_packages | sed 's/^/, /' | tr -d '\n'))" false
    return
  fi
  test_tools missing_fault_packages
  TACET_FAULTS=long TACET_FAULTS_RESULT=$PWD/benchmarks/results/$(date +%F)-faults.md \
    tests "Faults" "$REPORTS/faults.xml" npm run test -w e2e-tests -- stories/faults.story.ts \
    --reporter=default --reporter=junit --outputFile.junit="$PWD/$REPORTS/faults.xml"
}

# Ten thousand requests made from the OpenAPI document, and their answers held against it.
verify_api() {
  TACET_API_CASES=$API_CASES tests "REST interface, $API_CASES requests" "$REPORTS/api.xml" \
    npm run test -w e2e-tests -- stories/api.story.ts \
    --reporter=default --reporter=junit --outputFile.junit="$PWD/$REPORTS/api.xml"
}

# The million iterations of RFC 7748: minutes.
verify_vectors() {
  TACET_THOROUGH=1 tests "Vectors that take minutes" "$REPORTS/vectors.xml" vitest_part vectors test/crypto/curve25519.test.ts
  TACET_THOROUGH=1 check "Vectors and weather of the Java client that take minutes" \
    client_java X25519Test,WeatherTest -Djqwik.tries.default=2000
}

# Every decoder with other inputs each time; what fails, and what reaches new code, is left in test/fuzz/corpus.
verify_fuzz() {
  TACET_FUZZ_SECONDS=$FUZZ_SECONDS tests "Decoders, $FUZZ_SECONDS s each" "$REPORTS/fuzz.xml" vitest_part fuzz test/fuzz
  local decoders target
  for decoders in "${JAVA_DECODERS[@]}"; do
    for target in $(sed -n '/@FuzzTest/{n;s/.*void \([a-zA-Z]*\)(.*/\1/p}' "$decoders"); do
      # Jazzer fuzzes one target in a JVM. What fails is left in src/test/resources beside the corpus.
      JAZZER_FUZZ=1 check "Decoder $target of the Java client, $FUZZ_SECONDS s" \
        client_java "$(basename "$decoders" .java)#$target" -Djazzer.hooks=true "-Djazzer.max_duration=${FUZZ_SECONDS}s" \
        '-Djazzer.instrument=chat.tacet.client.**' '-Djazzer.disabled_hooks=com.code_intelligence.jazzer.sanitizers.*'
    done
  done
}

# Changes the core in thousands of ways; some test has to fail each time. Hours at first, then only what has changed.
verify_mutation() {
  check "Mutation of bytes, crypto and protocol" npm run mutate
}

# Runs the tests of the client under $2. $1 name of the report.
vitest_part() {
  npm run test -w web-client -- "$2" --reporter=default --reporter=junit --outputFile.junit="$PWD/$REPORTS/$1.xml"
}

# Runs tests of the Java client. $1 which ones, the rest is for Maven.
client_java() {
  local tests=$1
  shift
  maven -q -pl client-java -am test "-Dtest=$tests" -Dsurefire.failIfNoSpecifiedTests=false "$@"
}
