package chat.tacet.benchmark;

import chat.tacet.benchmark.dialect.Dialect;
import chat.tacet.benchmark.dialect.FloorDialect;
import chat.tacet.benchmark.dialect.MqttDialect;
import chat.tacet.benchmark.dialect.TacetDialect;
import chat.tacet.benchmark.dialect.XmppDialect;
import chat.tacet.benchmark.server.JavaServer;
import chat.tacet.benchmark.server.Peers;
import chat.tacet.benchmark.server.Redis;
import chat.tacet.benchmark.server.ServerProcess;
import chat.tacet.benchmark.server.Target;
import chat.tacet.kit.testing.TestIssuer;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Servers that run side by side on one core, of which one at a time has work. */
final class Field implements AutoCloseable {

  static final String ALWAYS = "on disk, synced (appendfsync always)";
  static final String EVERYSEC = "in memory, on disk within a second (appendfsync everysec)";

  private final Path work;
  private final JavaServer java;
  private final TestIssuer issuer = TestIssuer.start();
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private Peers.@Nullable Running lastPeer;

  Field(Path work, List<String> relayOptions) {
    this.work = work;
    this.java = new JavaServer(Path.of("standalone/target/lib"), work, relayOptions);
    running.push(issuer);
  }

  /** A relay with a store of its own, and, if wanted, a gateway before it. */
  record Relay(Target direct, Redis redis, JavaServer.Running server) {}

  private <T extends AutoCloseable> T keep(T started) {
    running.push(started);
    return started;
  }

  private static String words(String policy) {
    return policy.equals("always") ? ALWAYS : EVERYSEC;
  }

  Target floor(String policy) {
    Redis redis = keep(new Redis(work, policy));
    return floor(redis, policy);
  }

  Target floor(Redis redis, String policy) {
    JavaServer.Running floor = java.floor(redis);
    keep(floor.process());
    return new Target(
        "floor",
        words(policy),
        new FloorDialect(floor.port()),
        List.of(floor.process(), redis.process()));
  }

  Redis redis(String policy) {
    return keep(new Redis(work, policy));
  }

  Relay relay(String policy) {
    return relay(redis(policy), policy);
  }

  Relay relay(Redis redis, String policy) {
    JavaServer.Running relay = java.relay(redis, issuer.jwksUrl());
    keep(relay.process());
    Target target =
        new Target(
            "relay",
            words(policy),
            dialect(redis, relay.port()),
            List.of(relay.process(), redis.process()));
    return new Relay(target, redis, relay);
  }

  /** The same relay, through a gateway. */
  Target gateway(Relay relay, String policy) {
    JavaServer.Running gateway = java.gateway(relay.server(), issuer.jwksUrl());
    keep(gateway.process());
    return new Target(
        "relay through the gateway",
        words(policy),
        dialect(relay.redis(), gateway.port()),
        List.of(gateway.process(), relay.server().process(), relay.redis().process()));
  }

  private Dialect dialect(Redis redis, int port) {
    return new TacetDialect(issuer, redis.url(), URI.create("ws://127.0.0.1:" + port + "/ws"));
  }

  Target ejabberd() {
    Peers.Running peer = Peers.ejabberd(work);
    return peer(
        "ejabberd", "in memory, written by Mnesia later", new XmppDialect(peer.port()), peer);
  }

  Target mosquitto(boolean everyChange) {
    Peers.Running peer = Peers.mosquitto(work, everyChange);
    return peer(
        everyChange ? "mosquitto, saving at every change" : "mosquitto",
        everyChange ? "on disk, not synced" : "in memory, on disk every half hour",
        new MqttDialect(peer.port()),
        peer);
  }

  /** The one started last, ended as {@code kill -9} does and started on its files. */
  Target restartedEjabberd() {
    Peers.Running before = ended();
    return peer(
        "ejabberd",
        "",
        new XmppDialect(before.port()),
        Peers.startEjabberd(before.directory(), before.port()));
  }

  /** The same for mosquitto. */
  Target restartedMosquitto() {
    Peers.Running before = ended();
    return peer(
        "mosquitto",
        "",
        new MqttDialect(before.port()),
        Peers.startMosquitto(before.directory(), before.port()));
  }

  private Peers.Running ended() {
    if (lastPeer == null) {
      throw new IllegalStateException("no peer was started");
    }
    lastPeer.process().kill();
    return lastPeer;
  }

  private Target peer(String name, String durability, Dialect dialect, Peers.Running peer) {
    lastPeer = peer;
    ServerProcess process = keep(peer.process());
    return new Target(name, durability, dialect, List.of(process));
  }

  @Override
  public void close() {
    for (AutoCloseable one : running) {
      try {
        one.close();
      } catch (Exception e) {
        System.err.println("does not stop: " + e);
      }
    }
  }
}
