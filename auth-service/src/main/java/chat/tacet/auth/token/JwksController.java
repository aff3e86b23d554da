package chat.tacet.auth.token;

import com.nimbusds.jose.jwk.JWKSet;
import java.time.Duration;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The public keys. */
@RestController
class JwksController {

  /** Far less than a key is published ahead of its use. */
  private static final CacheControl CACHE = CacheControl.maxAge(Duration.ofMinutes(1));

  private final SigningKeys keys;

  JwksController(SigningKeys keys) {
    this.keys = keys;
  }

  /** A JWK set (RFC 7517), public halves only. */
  @GetMapping("/api/v1/auth/jwks.json")
  ResponseEntity<Map<String, Object>> published() {
    JWKSet published = keys.published();
    return ResponseEntity.ok().cacheControl(CACHE).body(published.toJSONObject(true));
  }
}
