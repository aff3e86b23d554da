package chat.tacet.gateway.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.springframework.core.io.ClassPathResource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/** The OpenAPI document, as it is written and as JSON. */
final class ApiDocument {

  private static final int ETAG_BYTES = 8;

  private final byte[] yaml;
  private final byte[] json;
  private final String etag;

  private ApiDocument(byte[] yaml, byte[] json, String etag) {
    this.yaml = yaml;
    this.json = json;
    this.etag = etag;
  }

  byte[] yaml() {
    return yaml;
  }

  byte[] json() {
    return json;
  }

  /** Of both: it changes with the document. */
  String etag() {
    return etag;
  }

  static ApiDocument load() {
    try {
      var resource = new ClassPathResource("docs/tacet.yaml", ApiDocument.class.getClassLoader());
      byte[] yaml = resource.getContentAsByteArray();
      Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(text(yaml));
      byte[] json = JsonMapper.shared().writeValueAsBytes(document);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(yaml);
      return new ApiDocument(
          yaml, json, "\"" + HexFormat.of().formatHex(hash, 0, ETAG_BYTES) + "\"");
    } catch (IOException e) {
      throw new UncheckedIOException("the build puts the document there", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String text(byte[] yaml) {
    return new String(yaml, StandardCharsets.UTF_8);
  }
}
