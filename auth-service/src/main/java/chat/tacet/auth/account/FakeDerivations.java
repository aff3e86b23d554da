package chat.tacet.auth.account;

import chat.tacet.auth.password.PasswordProperties;
import chat.tacet.kit.json.Base64Url;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * What names that do not exist pretend to have. The salt is an HMAC of the name under a secret of
 * this installation: stable over restarts, and nobody else can tell it from a random one.
 */
@Service
class FakeDerivations {

  private static final String SECRET = "fake-salts";

  private final PasswordProperties password;
  private final Mono<byte[]> secret;

  FakeDerivations(ServerSecrets secrets, PasswordProperties password) {
    this.password = password;
    // Cached once read; a failed read is tried again by the next request.
    this.secret = secrets.get(SECRET).cacheInvalidateIf(_ -> false);
  }

  Mono<PasswordDerivation> of(String usernameKey) {
    return secret.map(key ->
        new PasswordDerivation(
            Base64Url.of(Arrays.copyOf(hmac(key, usernameKey), PasswordDerivation.SALT_BYTES)),
            password.minRounds()));
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }
}
