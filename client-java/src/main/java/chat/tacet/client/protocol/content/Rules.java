package chat.tacet.client.protocol.content;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.Refusal.Validation;
import chat.tacet.client.protocol.RefusedException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** How lengths are counted, [C-8]. */
final class Rules {

  private Rules() {}

  static void require(boolean holds, Validation refusal) {
    if (!holds) {
      throw new RefusedException(refusal);
    }
  }

  /** From 1 to the limit. */
  static void requireCount(int count, int limit, Validation refusal) {
    require(count >= 1 && count <= limit, refusal);
  }

  static void requireText(String body) {
    requireCount(
        bytes(body, Validation.CONTENT_TEXT), Limits.MAX_TEXT_BYTES, Validation.CONTENT_TEXT);
  }

  /** Of its UTF-8 form; refuses what has none (half a surrogate pair). */
  static int bytes(String text, Validation refusal) {
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text)).remaining();
    } catch (CharacterCodingException _) {
      throw new RefusedException(refusal);
    }
  }

  /** Unicode characters, not UTF-16 units. */
  static int characters(String text, Validation refusal) {
    bytes(text, refusal);
    return text.codePointCount(0, text.length());
  }
}
