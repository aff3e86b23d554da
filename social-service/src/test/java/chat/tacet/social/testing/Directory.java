package chat.tacet.social.testing;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** What a relay sees in Redis. */
public final class Directory implements AutoCloseable {

  private static final Duration WITHIN = Duration.ofSeconds(15);

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> commands;
  private final List<Json> notices = new CopyOnWriteArrayList<>();

  private Directory(RedisClient client) {
    this.client = client;
    this.commands = client.connect();
    StatefulRedisPubSubConnection<String, String> channel = client.connectPubSub();
    channel.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(String name, String message) {
            notices.add(Json.of(message));
          }
        });
    channel.sync().subscribe("dir:changed");
  }

  /** Hears all notices from now on. */
  public static Directory listen(Town town) {
    return new Directory(RedisClient.create(town.redis().url()));
  }

  /** The document at this key, if there is one. */
  public Optional<Json> read(String key) {
    return Optional.ofNullable(commands.sync().hget(key, "doc")).map(Json::of);
  }

  /** Waits until the document at this key has at least this version. */
  public Json awaitVersion(String key, long version) {
    await()
        .atMost(WITHIN)
        .until(() -> {
          var found = commands.sync().hget(key, "version");
          return found != null && Long.parseLong(found) >= version;
        });
    return read(key).orElseThrow();
  }

  /** Devices that relays are to forget, as {@code account:device}. */
  public List<String> removed() {
    return commands.sync().zrange("dir:removed", 0, -1);
  }

  public void awaitRemoved(String accountId, String deviceId) {
    await().atMost(WITHIN).until(() -> removed().contains(accountId + ":" + deviceId));
  }

  public void awaitNotice(Predicate<Json> wanted) {
    await().atMost(WITHIN).until(() -> notices.stream().anyMatch(wanted));
  }

  public List<Json> notices() {
    return notices;
  }

  public void awaitComplete() {
    await().atMost(WITHIN).until(() -> commands.sync().exists("dir:complete") == 1);
  }

  /** Redis loses everything. */
  public void flush() {
    commands.sync().flushall();
  }

  /** Tells of a deleted account as the auth service does. */
  public void announceDeletion(String accountId) {
    commands.sync().xadd("auth:accounts", "event", "deleted", "accountId", accountId);
  }

  /** Appends any entry to the stream of account deletions. */
  public void announce(String... fields) {
    commands.sync().xadd("auth:accounts", (Object[]) fields);
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
