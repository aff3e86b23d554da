package chat.tacet.relay.redis;

import chat.tacet.kit.redis.RedisAddress;
import chat.tacet.relay.TestLimits;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.resource.ClientResources;
import java.util.Map;

/** A link to a Redis or a cluster, and a look behind it. */
public final class TestLink implements AutoCloseable {

  private final ClientResources resources;
  private final RedisDoor door;
  private final AbstractRedisClient client;
  private final RedisClusterCommands<String, String> commands;

  public TestLink(String url) {
    this(url, Map.of());
  }

  /**
   * A link with other limits.
   *
   * @param changes as {@link TestLimits#with} takes them
   */
  public TestLink(String url, Map<String, String> changes) {
    this(url, changes, ClientResources.create());
  }

  /**
   * A link that lives on other threads.
   *
   * @param resources shut down with it
   */
  public TestLink(String url, Map<String, String> changes, ClientResources resources) {
    this.resources = resources;
    RedisAddress address = RedisAddress.parse(url);
    door = RedisDoor.open(resources, address, TestLimits.with(changes).store());
    if (address.isCluster()) {
      RedisClusterClient cluster = RedisClusterClient.create(resources, address.uris());
      client = cluster;
      commands = cluster.connect().sync();
    } else {
      RedisClient one = RedisClient.create(resources, address.uris().getFirst());
      client = one;
      commands = one.connect().sync();
    }
  }

  public RedisLink link() {
    return door.link();
  }

  public RedisClusterCommands<String, String> commands() {
    return commands;
  }

  @Override
  public void close() {
    door.close();
    client.shutdown();
    var _ = resources.shutdown();
  }
}
