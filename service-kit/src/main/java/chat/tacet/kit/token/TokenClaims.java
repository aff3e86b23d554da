package chat.tacet.kit.token;

import static chat.tacet.kit.problem.CommonProblems.UNAUTHENTICATED;

import chat.tacet.kit.json.Ids;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

/** Claims of a token that was verified, as values. */
final class TokenClaims {

  private TokenClaims() {}

  static Caller caller(Jwt token) {
    return new Caller(
        id(token.getSubject()),
        id(token.getClaimAsString("sid")),
        id(token.getClaimAsString("did")),
        required(token.getClaimAsString("preferred_username")));
  }

  /** What it is good for; nothing if it does not say. */
  static Set<String> scopes(Jwt token) {
    String scope = token.getClaimAsString("scope");
    return scope == null ? Set.of() : new LinkedHashSet<>(List.of(scope.split(" ", -1)));
  }

  static Ticket ticket(Jwt token) {
    Instant expiresAt = required(token.getExpiresAt());
    return new Ticket(
        id(token.getSubject()),
        id(token.getClaimAsString("sid")),
        id(token.getClaimAsString("did")),
        id(token.getId()),
        expiresAt);
  }

  private static UUID id(@Nullable String claim) {
    return Ids.parse(required(claim)).orElseThrow(UNAUTHENTICATED::exception);
  }

  private static <T> T required(@Nullable T claim) {
    if (claim == null) {
      throw UNAUTHENTICATED.exception();
    }
    return claim;
  }
}
