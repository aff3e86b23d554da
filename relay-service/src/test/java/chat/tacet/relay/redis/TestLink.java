package chat.tacet.relay.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;

/** A link to a Redis, and a look behind it. */
public final class TestLink implements AutoCloseable {

  private final RedisClient client;
  private final RedisLink link;
  private final StatefulRedisConnection<String, String> text;

  public TestLink(String url) {
    client = RedisClient.create(RedisURI.create(url));
    StatefulRedisConnection<byte[], byte[]> bytes = client.connect(ByteArrayCodec.INSTANCE);
    link = new RedisLink(bytes, bytes.async());
    text = client.connect(StringCodec.UTF8);
  }

  public RedisLink link() {
    return link;
  }

  public RedisCommands<String, String> commands() {
    return text.sync();
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
