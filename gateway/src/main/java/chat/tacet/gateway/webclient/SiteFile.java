package chat.tacet.gateway.webclient;

import java.util.Map;
import java.util.Objects;
import org.springframework.http.MediaType;

/**
 * One file of the web client, ready to be sent.
 *
 * @param type its media type
 * @param immutable whether its name changes with its content, so that it may be kept for ever
 * @param etag strong validator over the uncompressed content, quoted
 * @param encodings the content by content coding: {@code identity} always, {@code br} and {@code
 *     gzip} if the build made them
 */
record SiteFile(MediaType type, boolean immutable, String etag, Map<String, byte[]> encodings) {

  static final String IDENTITY = "identity";

  SiteFile {
    encodings = Map.copyOf(encodings);
    if (!encodings.containsKey(IDENTITY)) {
      throw new IllegalArgumentException("a file has content");
    }
  }

  /** The content in one of its {@link #encodings}. */
  byte[] content(String coding) {
    return Objects.requireNonNull(encodings.get(coding), "a coding the file has");
  }
}
