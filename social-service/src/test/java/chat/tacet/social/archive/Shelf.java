package chat.tacet.social.archive;

import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Login;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** An archive as one device knows it. */
final class Shelf {

  static final byte[] ZEROS = new byte[32];

  private final Login login;
  private final UUID id;

  Shelf(Login login, UUID id) {
    this.login = login;
    this.id = id;
  }

  ResponseSpec put(long number, byte[] previous, byte[] chunk) {
    return login.call(
        "PUT",
        "/archive/" + id + "/chunks/" + number,
        Map.of("previous", Json.base64(previous), "chunk", Json.base64(chunk)));
  }

  ResponseSpec chunks(long from) {
    return login.call("GET", "/archive/" + id + "/chunks?from=" + from);
  }

  ResponseSpec delete() {
    return login.call("DELETE", "/archive/" + id);
  }

  /** How the account's archive stands, whichever it is. */
  Json state() {
    return Json.of(login.call("GET", "/archive").expectStatus().isOk());
  }

  /** A chunk of so many bytes. */
  static byte[] chunk(int length, int value) {
    var bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  static byte[] hash(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What follows an archive that was deleted. */
  static byte[] after(UUID archiveId) {
    return ByteBuffer.allocate(32)
        .putLong(archiveId.getMostSignificantBits())
        .putLong(archiveId.getLeastSignificantBits())
        .array();
  }
}
