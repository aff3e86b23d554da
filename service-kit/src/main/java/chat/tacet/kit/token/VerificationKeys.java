package chat.tacet.kit.token;

import com.nimbusds.jose.jwk.JWK;
import reactor.core.publisher.Flux;

/** The public keys tokens may be signed with now. */
@FunctionalInterface
public interface VerificationKeys {

  /**
   * Keys with this id, usually one; empty if there is none.
   *
   * <p>Ends with {@code unavailable} if it cannot be known whether there is one.
   */
  Flux<JWK> withId(String keyId);
}
