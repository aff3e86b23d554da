package chat.tacet.kit.token;

import chat.tacet.kit.revocation.RevocationCheck;
import reactor.core.publisher.Mono;

/** Checks connection tickets; for the relay and the gateway. */
public final class TicketVerifier {

  private final TokenDecoder decoder;
  private final RevocationCheck revocations;

  TicketVerifier(TokenDecoder decoder, RevocationCheck revocations) {
    this.decoder = decoder;
    this.revocations = revocations;
  }

  /**
   * The ticket, if it is genuine, unexpired and not revoked. Whether it was used before is for the
   * relay to say: it consumes {@link Ticket#id()}.
   *
   * <p>Ends with the problems {@code unauthenticated}, {@code token-expired}, {@code login-ended}
   * or {@code unavailable}.
   *
   * @param ticket the compact JWT as it came, of any length and content
   */
  public Mono<Ticket> verify(String ticket) {
    return decoder
        .decode(ticket)
        .map(TokenClaims::ticket)
        .doOnNext(good ->
            revocations.requireValid(good.accountId(), good.loginSessionId(), good.deviceId()));
  }
}
