package chat.tacet.kit.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.util.MimeType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads bodies as RFC 8259 says they are, in UTF-8. Jackson would let overlong forms and half
 * surrogates pass: a text that another reader takes for a different one.
 */
final class Utf8JsonDecoder extends JacksonJsonDecoder {

  private static final int CHARS_AT_ONCE = 2_048;

  Utf8JsonDecoder(JsonMapper mapper) {
    super(mapper);
  }

  @Override
  public Object decode(
      DataBuffer body,
      ResolvableType type,
      @Nullable MimeType mimeType,
      @Nullable Map<String, Object> hints) {
    if (!isUtf8(body)) {
      DataBufferUtils.release(body);
      throw new DecodingException("not UTF-8");
    }
    return super.decode(body, type, mimeType, hints);
  }

  /** Refuses what is malformed, which is what a new decoder does. */
  private static boolean isUtf8(DataBuffer body) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.allocate(body.readableByteCount());
    body.toByteBuffer(bytes);
    CharBuffer chars = CharBuffer.allocate(CHARS_AT_ONCE);
    CoderResult result;
    do {
      chars.clear();
      result = decoder.decode(bytes, chars, true);
    } while (result.isOverflow());
    return !result.isError();
  }
}
