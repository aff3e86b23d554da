package chat.tacet.relay.ticket;

import chat.tacet.kit.problem.CommonProblems;
import chat.tacet.kit.token.Ticket;
import chat.tacet.kit.token.TicketVerifier;
import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.RedisLink;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Takes connection tickets, each once. */
public final class TicketDesk {

  /** Tickets live 30 s; with clock differences they are remembered longer than they are good. */
  private static final Duration REMEMBERED = Duration.ofMinutes(3);

  private static final byte[] USED = Bytes.of("1");

  private final TicketVerifier verifier;
  private final RedisLink redis;

  public TicketDesk(TicketVerifier verifier, RedisLink redis) {
    this.verifier = verifier;
    this.redis = redis;
  }

  /** The ticket, if it is good; ends with the problems of {@link TicketVerifier}. */
  public Mono<Ticket> verify(String compact) {
    return verifier.verify(compact);
  }

  /**
   * Uses a good ticket up. Ends with {@code unauthenticated} if it was used before, and with {@code
   * unavailable} if that cannot be known.
   */
  public Mono<Void> consume(Ticket ticket) {
    SetArgs once = SetArgs.Builder.nx().ex(REMEMBERED);
    return Mono.fromCompletionStage(
            () -> redis.commands().set(Bytes.of("ticket:" + ticket.id()), USED, once))
        .onErrorMap(failure -> CommonProblems.UNAVAILABLE.exception())
        .switchIfEmpty(Mono.error(CommonProblems.UNAUTHENTICATED.exception()))
        .then();
  }
}
