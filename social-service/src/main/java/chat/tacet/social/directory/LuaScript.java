package chat.tacet.social.directory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.script.DigestUtils;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * A script that answers a number, read and hashed once. Spring's own reads its resource when it is
 * first needed, on the event loop, and guards its hash with a lock.
 *
 * @param text what Redis runs
 * @param sha1 what Redis knows it by
 */
record LuaScript(String text, String sha1) implements RedisScript<Long> {

  /** Reads it from beside this class. */
  static LuaScript read(String fileName) {
    try {
      var text =
          new ClassPathResource(fileName, LuaScript.class)
              .getContentAsString(StandardCharsets.UTF_8);
      return new LuaScript(text, DigestUtils.sha1DigestAsHex(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String getSha1() {
    return sha1;
  }

  @Override
  public Class<Long> getResultType() {
    return Long.class;
  }

  @Override
  public String getScriptAsString() {
    return text;
  }
}
