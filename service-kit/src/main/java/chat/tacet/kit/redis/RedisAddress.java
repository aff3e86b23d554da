package chat.tacet.kit.redis;

import chat.tacet.kit.boot.StartRefusedException;
import io.lettuce.core.RedisURI;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is ({@code TACET_REDIS_URL}): one server, {@code redis://:password@host:6379}, or a
 * Redis Cluster, {@code redis-cluster://:password@one:6379,two:6379}, of which some nodes are named
 * and the others found. {@code rediss} and {@code rediss-cluster} are the same over TLS.
 */
public final class RedisAddress {

  private static final String CLUSTER = "-cluster";
  private static final int DEFAULT_PORT = 6379;

  private final boolean cluster;
  private final List<URI> nodes;

  private RedisAddress(boolean cluster, List<URI> nodes) {
    this.cluster = cluster;
    this.nodes = List.copyOf(nodes);
  }

  /**
   * Reads one.
   *
   * @throws StartRefusedException if it has neither form; it does not repeat the URL, which may
   *     hold a password
   */
  public static RedisAddress parse(String url) {
    try {
      int colon = url.indexOf("://");
      String scheme = url.substring(0, Math.max(colon, 0));
      if (scheme.endsWith(CLUSTER)) {
        String plain = scheme.substring(0, scheme.length() - CLUSTER.length());
        return usable(new RedisAddress(true, seeds(requireKnown(plain), url.substring(colon + 3))));
      }
      requireKnown(scheme);
      return usable(new RedisAddress(false, List.of(withHost(new URI(url)))));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new StartRefusedException(
          "TACET_REDIS_URL is not the address of a Redis.",
          "Write it as redis://:password@host:6379, or redis-cluster://:password@host:6379,host:6379.");
    }
  }

  /** {@code user:password@one:6379,two:6379}: each host with what stands before the at sign. */
  private static List<URI> seeds(String scheme, String authority) throws URISyntaxException {
    int at = authority.lastIndexOf('@');
    String credentials = authority.substring(0, at + 1);
    String hosts = authority.substring(at + 1);
    List<URI> seeds = new ArrayList<>();
    for (String host : Arrays.stream(hosts.split(",", -1)).map(String::strip).toList()) {
      URI seed = withHost(new URI(scheme + "://" + credentials + host));
      if (!seed.getPath().isEmpty() && !seed.getPath().equals("/")) {
        // A cluster has no numbered databases.
        throw new IllegalArgumentException("a path");
      }
      seeds.add(seed);
    }
    return seeds;
  }

  /** With ports that there are, and the number of a database where it names one. */
  private static RedisAddress usable(RedisAddress address) {
    var _ = address.uris();
    var _ = address.database();
    return address;
  }

  private static String requireKnown(String scheme) {
    if (!scheme.equals("redis") && !scheme.equals("rediss")) {
      throw new IllegalArgumentException("scheme");
    }
    return scheme;
  }

  private static URI withHost(URI uri) {
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("no host");
    }
    return uri;
  }

  /** Whether it is a cluster. */
  public boolean isCluster() {
    return cluster;
  }

  /** The server, or nodes of the cluster, as Lettuce wants them. */
  public List<RedisURI> uris() {
    return nodes.stream().map(RedisURI::create).toList();
  }

  boolean isTls() {
    return nodes.getFirst().getScheme().equals("rediss");
  }

  List<HostAndPort> hosts() {
    return nodes.stream()
        .map(node ->
            new HostAndPort(node.getHost(), node.getPort() < 0 ? DEFAULT_PORT : node.getPort()))
        .toList();
  }

  /** The number of the database; only one server has several. */
  int database() {
    String path = nodes.getFirst().getPath();
    return path.length() > 1 ? Integer.parseInt(path.substring(1)) : 0;
  }

  @Nullable String user() {
    String user = credentials()[0];
    return user.isEmpty() ? null : user;
  }

  @Nullable String password() {
    String[] parts = credentials();
    return parts.length < 2 ? null : parts[1];
  }

  private String[] credentials() {
    String both = nodes.getFirst().getUserInfo();
    return both == null ? new String[] {""} : both.split(":", 2);
  }

  /** Says which kind it is, and nothing of hosts and passwords. */
  @Override
  public String toString() {
    return cluster ? "RedisAddress[cluster]" : "RedisAddress[one server]";
  }

  record HostAndPort(String host, int port) {}
}
