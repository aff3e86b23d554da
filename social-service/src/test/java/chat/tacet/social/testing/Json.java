package chat.tacet.social.testing;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.test.web.reactive.server.WebTestClient;

/** A document read by paths. */
public final class Json {

  private final DocumentContext document;

  private Json(DocumentContext document) {
    this.document = document;
  }

  public static Json of(@Nullable String text) {
    return new Json(JsonPath.parse(Objects.requireNonNull(text)));
  }

  /** The body of an answer. */
  public static Json of(WebTestClient.ResponseSpec answer) {
    return of(answer.expectBody(String.class).returnResult().getResponseBody());
  }

  public static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  public String string(String path) {
    return document.read(path, String.class);
  }

  public long number(String path) {
    return document.read(path, Long.class);
  }

  public boolean flag(String path) {
    return document.read(path, Boolean.class);
  }

  public List<String> strings(String path) {
    return document.read(path);
  }

  public byte[] bytes(String path) {
    return Base64.getUrlDecoder().decode(string(path));
  }
}
