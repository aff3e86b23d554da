package chat.tacet.kit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RedisInfoTest {

  private static final String MEMORY =
      "# Memory\r\nused_memory:42\r\nused_memory_human:42B\r\nmaxmemory_policy:\r\n";

  @Test
  void aValueIsFoundByItsWholeName() {
    assertThat(RedisInfo.field(MEMORY, "used_memory")).contains("42");
    assertThat(RedisInfo.field(MEMORY, "used_memory_human")).contains("42B");
    assertThat(RedisInfo.field(MEMORY, "memory_human")).isEmpty();
  }

  @Test
  void whatHasNoValueIsNotWhatIsNotSaid() {
    assertThat(RedisInfo.field(MEMORY, "maxmemory_policy")).contains("");
    assertThat(RedisInfo.field(MEMORY, "maxmemory")).isEmpty();
  }
}
