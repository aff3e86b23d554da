package chat.tacet.auth.story;

import chat.tacet.kit.json.Base64Url;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Somebody with an account in mind: what their client derived, and never the password itself. */
final class Person {

  private static final SecureRandom RANDOM = new SecureRandom();

  final UUID accountId = UUID.randomUUID();
  final String username;
  String salt = random(16);
  String authenticationKey = random(32);

  private Person(String username) {
    this.username = username;
  }

  /** A person whose name nobody else has. */
  static Person called(String name) {
    return new Person(name + Long.toString(RANDOM.nextLong(1L << 40), 36));
  }

  /** A person with exactly this name. */
  static Person named(String username) {
    return new Person(username);
  }

  Map<String, Object> signUp() {
    var body = new LinkedHashMap<String, Object>();
    body.put("username", username);
    body.put("salt", salt);
    body.put("rounds", 1_000_000);
    body.put("authenticationKey", authenticationKey);
    return body;
  }

  Map<String, Object> signUpWith(String member, Object value) {
    Map<String, Object> body = signUp();
    body.put(member, value);
    return body;
  }

  static String random(int bytes) {
    byte[] value = new byte[bytes];
    RANDOM.nextBytes(value);
    return Base64Url.of(value).encoded();
  }
}
