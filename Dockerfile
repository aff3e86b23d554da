# Images of the four services: docker build --target auth|social|relay|gateway .
# Each runs one jar as an unprivileged user and is told everything by TACET_* variables.
# Where the images that these stand on come from can be said: --build-arg JRE_IMAGE=registry.example.org/temurin:25-jre
ARG NODE_IMAGE=node:24-slim
ARG JDK_IMAGE=eclipse-temurin:25-jdk
ARG JRE_IMAGE=eclipse-temurin:25-jre

# ---- the web client -------------------------------------------------------------------------
FROM ${NODE_IMAGE} AS site
WORKDIR /src
COPY package.json package-lock.json tsconfig.base.json ./
COPY web-client/package.json web-client/
COPY client-ts/package.json client-ts/
COPY e2e-tests/package.json e2e-tests/
RUN npm ci --no-audit --no-fund
COPY contracts/src/main/proto contracts/src/main/proto
COPY web-client web-client
RUN npm run build -w web-client

# ---- the jars -------------------------------------------------------------------------------
FROM ${JDK_IMAGE} AS jars
WORKDIR /src
COPY . .
RUN ./mvnw -B -ntp package -pl standalone -am -Dmaven.test.skip=true -Dspotless.check.skip=true

# ---- what all services share ----------------------------------------------------------------
FROM ${JRE_IMAGE} AS service
RUN mkdir /data && mkdir -m 700 /run/tacet-admin && chown 10001:10001 /data /run/tacet-admin
COPY --from=jars /src/standalone/target/lib /opt/tacet/lib
COPY deploy/bin/tacet-admin deploy/bin/tacet-service /usr/local/bin/
# In a container the network is the boundary; only the gateway's port is published.
ENV TACET_BIND=0.0.0.0 \
    TACET_DATA=/data \
    TACET_ADMIN_DIR=/run/tacet-admin \
    JAVA_TOOL_OPTIONS="-XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED"
# Lets the JVM remember what a start needs: all services are started once, on data that is thrown away. Without it everything
# works, only slower, so a failure here is no failure.
RUN scratch=$(mktemp -d) && cd "$scratch" && echo '<!doctype html>' >index.html && \
  { env -u TACET_ADMIN_DIR TACET_BIND=127.0.0.1 TACET_DATA="$scratch/data" TACET_WEB_ROOT="$scratch" \
  TACET_PUBLIC_URL=http://localhost timeout 300 java -Xmx256m -XX:AOTCacheOutput=/opt/tacet/tacet.aot -Xlog:aot=off -Xlog:cds=off \
  -jar /opt/tacet/lib/tacet-standalone-*.jar train || echo "Starts are not prepared"; } && \
  cd / && rm -rf "$scratch"
# What this was built from, for those who look at the image.
ARG VERSION=dev
LABEL org.opencontainers.image.title=Tacet org.opencontainers.image.version=$VERSION org.opencontainers.image.licenses=Apache-2.0
# A number: whoever runs it can see without looking inside that it is not root.
USER 10001:10001
# From here the databases' default, ./data, is the volume.
WORKDIR /
# Can it do its work? Asked with what the image has anyway. A start may take minutes where four of them share a small or busy
# machine, and Compose gives all of them up once one counts as broken; whoever is ready counts as healthy at once.
HEALTHCHECK --interval=10s --timeout=5s --start-period=240s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$PORT && printf 'GET /readyz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]

FROM service AS auth
ENV PORT=8081
VOLUME /data
EXPOSE 8081
ENTRYPOINT ["tacet-service", "auth"]

FROM service AS social
ENV PORT=8082
VOLUME /data
EXPOSE 8082
ENTRYPOINT ["tacet-service", "social"]

FROM service AS relay
ENV PORT=8083
EXPOSE 8083
ENTRYPOINT ["tacet-service", "relay"]

FROM service AS gateway
COPY --from=site /src/web-client/dist/site /opt/tacet/site
ENV PORT=8080 TACET_WEB_ROOT=/opt/tacet/site
EXPOSE 8080
ENTRYPOINT ["tacet-service", "gateway"]
