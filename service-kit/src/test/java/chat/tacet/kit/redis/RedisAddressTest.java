package chat.tacet.kit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.kit.boot.StartRefusedException;
import chat.tacet.kit.redis.RedisAddress.HostAndPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code TACET_REDIS_URL} may say. */
class RedisAddressTest {

  @Test
  void namesOneServer() {
    var address = RedisAddress.parse("redis://:secret@redis:7000/2");

    assertThat(address.isCluster()).isFalse();
    assertThat(address.hosts()).containsExactly(new HostAndPort("redis", 7000));
    assertThat(address.user()).isNull();
    assertThat(address.password()).isEqualTo("secret");
    assertThat(address.database()).isEqualTo(2);
    assertThat(address.isTls()).isFalse();
  }

  @Test
  void namesSomeNodesOfACluster() {
    var address = RedisAddress.parse("rediss-cluster://tacet:se,cret@one:7000,two");

    assertThat(address.isCluster()).isTrue();
    assertThat(address.isTls()).isTrue();
    assertThat(address.hosts())
        .containsExactly(new HostAndPort("one", 7000), new HostAndPort("two", 6379));
    assertThat(address.user()).isEqualTo("tacet");
    assertThat(address.password()).isEqualTo("se,cret");
    assertThat(address.uris())
        .allSatisfy(uri -> assertThat(uri.isSsl()).isTrue())
        .extracting(uri -> uri.getHost())
        .containsExactly("one", "two");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "redis:6379",
        "http://:secret@redis:6379",
        "redis://:secret@redis:99999",
        "redis://:secret@redis:6379/zero",
        "redis-cluster://:secret@",
        "redis-cluster://:secret@one:7000,,two:7000",
        "redis-cluster://:secret@one:7000/2",
        "sentinel-cluster://:secret@one:7000"
      })
  void whateverElseItSaysIsRefusedWithoutTheSecret(String url) {
    assertThatThrownBy(() -> RedisAddress.parse(url))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("TACET_REDIS_URL")
        .message()
        .doesNotContain("secret");
    assertThat(RedisAddress.parse("redis://:secret@redis").toString()).doesNotContain("secret");
  }
}
