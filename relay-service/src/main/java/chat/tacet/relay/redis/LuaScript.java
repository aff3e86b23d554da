package chat.tacet.relay.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A script that runs in Redis as one atomic step, called by its hash. */
public final class LuaScript {

  private final byte[] source;
  private final byte[] sha;

  private LuaScript(byte[] source) {
    this.source = source;
    this.sha = sha1Hex(source).getBytes(StandardCharsets.US_ASCII);
  }

  /** Reads the script {@code name} that lies beside {@code owner} on the class path. */
  public static LuaScript load(Class<?> owner, String name) {
    try (InputStream in = owner.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("script is missing: " + name);
      }
      return new LuaScript(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] source() {
    return source;
  }

  byte[] sha() {
    return sha;
  }

  private static String sha1Hex(byte[] bytes) {
    try {
      // SHA-1 is how Redis names scripts; nothing relies on it being hard to collide.
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
