package chat.tacet.standalone.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.kit.boot.StartRefusedException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both kinds of redis-server, really started. */
class OwnRedisTest {

  enum Kind {
    INSTALLED,
    BUNDLED
  }

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void whatWasWrittenIsThereAfterARestart(Kind kind) {
    try (var redis = start(kind)) {
      assertThat(ask(redis, commands -> commands.set("greeting", "hello"))).isEqualTo("OK");
    }
    try (var redis = start(kind)) {
      assertThat(ask(redis, commands -> commands.get("greeting"))).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @EnumSource
  void itSyncsEveryWriteAndNeverEvicts(Kind kind) {
    try (var redis = start(kind)) {
      assertThat(setting(redis, "appendfsync")).isEqualTo("always");
      assertThat(setting(redis, "maxmemory-policy")).isEqualTo("noeviction");
      assertThat(setting(redis, "maxmemory")).isEqualTo(Integer.toString(64 * 1024 * 1024));
      assertThat(setting(redis, "stream-node-max-bytes")).isEqualTo("1024");
      assertThat(setting(redis, "bind")).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void nobodyIsLetInWithoutThePasswordThatOnlyThisUserCanRead() throws Exception {
    try (var redis = start(Kind.INSTALLED)) {
      var port = URI.create(redis.url()).getPort();

      assertThatThrownBy(() -> ask("redis://127.0.0.1:" + port, RedisCommands::ping))
          .isInstanceOf(RedisException.class);
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(directory.resolve("redis.conf"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void oneThatAKilledTacetLeftBehindIsStoppedAndItsMailKept() throws Exception {
    var orphan = start(Kind.INSTALLED);
    ask(orphan, commands -> commands.set("greeting", "hello"));
    var process = ProcessHandle.of(pid()).orElseThrow();

    try (var redis = start(Kind.INSTALLED)) {
      assertThat(process.isAlive()).isFalse();
      assertThat(ask(redis, commands -> commands.get("greeting"))).isEqualTo("hello");
    }
  }

  @Test
  void oneThatIsCalledValkeyIsKnownAgain(@TempDir Path programs) throws Exception {
    var valkey = programs.resolve("valkey-server");
    Files.copy(
        RedisBinary.installed().orElseThrow().path().toRealPath(),
        valkey,
        StandardCopyOption.COPY_ATTRIBUTES);
    var link = Files.createSymbolicLink(programs.resolve("redis-server"), valkey);
    var orphan = OwnRedis.start(directory, 64, new RedisBinary(link, 7));
    ask(orphan, commands -> commands.set("greeting", "hello"));
    var process = ProcessHandle.of(pid()).orElseThrow();

    try (var redis = OwnRedis.start(directory, 64, new RedisBinary(link, 7))) {
      assertThat(process.isAlive()).isFalse();
      assertThat(ask(redis, commands -> commands.get("greeting"))).isEqualTo("hello");
    }
  }

  @Test
  void aRedisOfAnotherDirectoryUnderARecycledProcessIdIsLeftAlone(@TempDir Path others)
      throws Exception {
    try (var theirs = OwnRedis.start(others, 64, RedisBinary.installed().orElseThrow())) {
      Files.copy(others.resolve("redis.pid"), directory.resolve("redis.pid"));

      start(Kind.INSTALLED).close();

      assertThat(ask(theirs, RedisCommands::ping)).isEqualTo("PONG");
    }
  }

  @Test
  void anotherProgramUnderARecycledProcessIdIsLeftAlone() throws Exception {
    Files.writeString(directory.resolve("redis.pid"), Long.toString(ProcessHandle.current().pid()));

    try (var redis = start(Kind.INSTALLED)) {
      assertThat(redis.url()).startsWith("redis://:");
    }
  }

  @Test
  void itLeadsASessionOfItsOwnSoThatCtrlCReachesUsAlone() throws Exception {
    try (var redis = start(Kind.INSTALLED)) {
      assertThat(redis.url()).isNotEmpty();
      var stat = Files.readString(Path.of("/proc/%d/stat".formatted(pid())));
      var session = Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3]);

      assertThat(session).isNotEqualTo(sessionOfThisProcess());
    }
  }

  @Test
  void itsUnexpectedEndIsNoticed() throws Exception {
    try (var redis = start(Kind.INSTALLED)) {
      var noticed = new CountDownLatch(1);
      redis.onUnexpectedEnd(noticed::countDown);
      ProcessHandle.of(pid()).orElseThrow().destroyForcibly();

      assertThat(noticed.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void mailOfANewerRedisIsNotHiddenByTheOlderOne() throws Exception {
    Files.createDirectory(directory.resolve("appendonlydir"));

    assertThatThrownBy(() -> start(Kind.BUNDLED))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("written by Redis 7");
  }

  private OwnRedis start(Kind kind) {
    return OwnRedis.start(
        directory,
        64,
        kind == Kind.BUNDLED
            ? RedisBinary.bundled(directory)
            : RedisBinary.installed().orElseThrow());
  }

  private long pid() throws Exception {
    return Long.parseLong(Files.readString(directory.resolve("redis.pid")).strip());
  }

  private static long sessionOfThisProcess() throws Exception {
    var stat = Files.readString(Path.of("/proc/self/stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3]);
  }

  private static String setting(OwnRedis redis, String name) {
    return ask(redis, commands -> commands.configGet(name).get(name));
  }

  private static String ask(
      OwnRedis redis, Function<RedisCommands<String, String>, String> question) {
    return ask(redis.url(), question);
  }

  private static String ask(String url, Function<RedisCommands<String, String>, String> question) {
    try (var client = RedisClient.create(url);
        var connection = client.connect()) {
      return question.apply(connection.sync());
    }
  }
}
