package chat.tacet.kit.redis;

import java.util.Optional;

/** What Redis answers to {@code INFO} and {@code CLUSTER INFO}: a line {@code name:value} each. */
public final class RedisInfo {

  private RedisInfo() {}

  /** One value; empty where it is not said, for example by an older Redis. */
  public static Optional<String> field(String info, String name) {
    return info.lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }
}
