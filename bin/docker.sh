# shellcheck shell=bash
# "./tacet verify docker": the compose file, run for real. Sourced by verify.sh.
#
# An engine that runs is used; else, as root on Debian, engine and compose are installed and one is started on a folder that is
# thrown away. Base images come from their registries; where those cannot be reached, stand-ins with the same programs are made
# from Debian's packages and from the JDK and the Node.js that are here, and the output says so.

DOCKER_PULL_SECONDS=60

verify_docker() {
  require_jdk
  require_node
  packages
  npm run -s generate -w web-client
  mkdir -p "$REPORTS" "$LOGS"
  docker_engine
  docker_base_images
  TACET_COMPOSE=$COMPOSE tests "Tacet in containers" "$REPORTS/docker.xml" \
    npm run test -w e2e-tests -- --config vitest.containers.config.ts \
    --reporter=default --reporter=junit --outputFile.junit="$PWD/$REPORTS/docker.xml"
  docker_engine_off
}

# Sets COMPOSE, and DOCKER_HOST if the engine is ours.
docker_engine() {
  DOCKER_OWN=
  if ! docker info >/dev/null 2>&1; then
    [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null ||
      fail "no Docker engine can be reached. Start one, or run this as root on Debian."
    if ! command -v dockerd >/dev/null || ! command -v docker-compose >/dev/null; then
      step docker "Installing the Docker engine" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
        sh -c 'apt-get update -q && apt-get install -q -y --no-install-recommends docker.io docker-compose debootstrap'
    fi
    if [ -n "$(ip -o -4 addr show to 10.247.31.0/29 2>/dev/null)" ]; then
      fail "the network 10.247.31.0/29 is here already, most likely of an engine that was killed: ip link delete its bridge (ip -br addr)."
    fi
    DOCKER_OWN=$(mktemp -d)
    export DOCKER_HOST=unix://$DOCKER_OWN/engine
    trap docker_engine_off EXIT
    dockerd --data-root "$DOCKER_OWN/data" --exec-root "$DOCKER_OWN/exec" --pidfile "$DOCKER_OWN/pid" \
      --host "$DOCKER_HOST" >"$LOGS/dockerd.log" 2>&1 &
    local second
    for second in $(seq 60); do
      docker info >/dev/null 2>&1 && break
      [ "$second" -lt 60 ] || fail "the Docker engine did not start; see $LOGS/dockerd.log"
      sleep 1
    done
  fi
  if docker compose version >/dev/null 2>&1; then COMPOSE="docker compose"; else COMPOSE=docker-compose; fi
  echo "Engine $(docker version --format '{{.Server.Version}}'), $($COMPOSE version --short)"
}

docker_engine_off() {
  [ -n "${DOCKER_OWN:-}" ] || return 0
  # Networks are of the kernel and outlive the engine: the next one could not use their addresses.
  { timeout 60 docker ps -aq | timeout 60 xargs -r docker rm -f && timeout 60 docker network prune -f; } >/dev/null 2>&1 || true
  local pid
  pid=$(cat "$DOCKER_OWN/pid" 2>/dev/null || true)
  if [ -n "$pid" ]; then
    kill "$pid" 2>/dev/null || true
    while kill -0 "$pid" 2>/dev/null; do sleep 0.2; done
  fi
  # Docker leaves this one behind, and what is mounted cannot be deleted.
  umount "$DOCKER_OWN/exec/netns/default" 2>/dev/null || true
  rm -rf "$DOCKER_OWN"
  DOCKER_OWN=
}

docker_base_images() {
  if timeout "$DOCKER_PULL_SECONDS" docker pull -q redis:7.2 >/dev/null 2>&1; then
    echo "Base images: from their registries"
    return
  fi
  echo "Base images: stand-ins, made here; the registries cannot be reached"
  export TACET_NODE_IMAGE=tacet/stand-in-node TACET_JDK_IMAGE=tacet/stand-in-jdk TACET_JRE_IMAGE=tacet/stand-in-jdk \
    TACET_REDIS_IMAGE=tacet/stand-in-redis TACET_POSTGRES_IMAGE=tacet/stand-in-postgres TACET_CADDY_IMAGE=tacet/stand-in-caddy \
    TACET_PROMETHEUS_IMAGE=tacet/stand-in-prometheus TACET_BUILD_NETWORK=host
  step stand-ins "Making stand-ins for the base images" docker_stand_ins
}

# Those that are there already are kept.
docker_stand_ins() {
  local name
  for name in debian jdk node redis postgres caddy prometheus; do
    docker image inspect "tacet/stand-in-$name" >/dev/null 2>&1 || "stand_in_$name"
  done
}

# $1 which one, $2 the folder that is sent to the engine; the Dockerfile comes from standard input.
stand_in() { docker build -q --network host -t "tacet/stand-in-$1" -f - "$2"; }

# $1 which one, $2 the Debian package, and what else to run, $3 more of the Dockerfile.
stand_in_of_debian() {
  stand_in "$1" "$(mktemp -d)" <<END
FROM tacet/stand-in-debian
RUN apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $2
$3
END
}

stand_in_debian() {
  local root
  root=$(mktemp -d)
  debootstrap --variant=minbase --include=ca-certificates,curl bookworm "$root/debian" "$(debian_mirror)"
  # Whoever is behind an authority of their own here is so in a container, too.
  cp /etc/ssl/certs/ca-certificates.crt "$root/debian/etc/ssl/certs/"
  tar -C "$root/debian" -c . | docker import - tacet/stand-in-debian
  rm -rf "$root"
}

stand_in_jdk() {
  local root
  root=$(mktemp -d)
  # Followed, because a JDK from Debian's packages links to its authorities outside of itself.
  cp -rL "$JAVA_HOME" "$root/jdk"
  stand_in jdk "$root" <<'END'
FROM tacet/stand-in-debian
COPY jdk /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
END
  rm -rf "$root"
}

stand_in_node() {
  local root
  root=$(mktemp -d)
  cp "$(node -p process.execPath)" "$root/node"
  # Beside the program itself: "npm root -g" asks the node that comes first in PATH, which may be one that came without npm.
  cp -rL "$(dirname "$(readlink -f "$(command -v npm)")")/.." "$root/npm"
  stand_in node "$root" <<'END'
FROM tacet/stand-in-debian
COPY node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
END
  rm -rf "$root"
}

stand_in_redis() { stand_in_of_debian redis redis-server 'WORKDIR /data'; }

stand_in_postgres() {
  stand_in_of_debian postgres "postgresql && usermod --uid 999 postgres && groupmod --gid 999 postgres" \
    'ENV PATH=/usr/lib/postgresql/15/bin:/usr/local/bin:/usr/bin:/bin'
}

# As in Caddy's own image: the program may take small ports, and knows where its volumes are.
stand_in_caddy() {
  stand_in_of_debian caddy "caddy libcap2-bin wget && setcap cap_net_bind_service=+ep /usr/bin/caddy" \
    'ENV XDG_CONFIG_HOME=/config XDG_DATA_HOME=/data'
}

stand_in_prometheus() { stand_in_of_debian prometheus "prometheus wget" 'ENTRYPOINT ["prometheus"]'; }

debian_mirror() {
  { grep -rhoE 'https?://[^ ]*/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null || true; } |
    head -1 | tr -d ' ' | grep . || echo http://deb.debian.org/debian
}
