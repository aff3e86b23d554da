package chat.tacet.social.testing;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

  /** Part of the document. */
  public String json(String path) {
    return JsonPath.parse(document.<Object>read(path)).jsonString();
  }

  public Set<String> keys(String path) {
    Map<String, Object> object = document.read(path);
    return object.keySet();
  }

  /** The whole document. */
  public String text() {
    return document.jsonString();
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

  /** Whether there is anything but null. */
  public boolean has(String path) {
    try {
      return document.read(path) != null;
    } catch (PathNotFoundException missing) {
      return false;
    }
  }

  public byte[] bytes(String path) {
    return Base64.getUrlDecoder().decode(string(path));
  }
}
