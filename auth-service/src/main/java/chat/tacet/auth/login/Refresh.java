package chat.tacet.auth.login;

import static chat.tacet.kit.problem.CommonProblems.LOGIN_ENDED;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * Exchanges refresh tokens (RFC 9700, 4.14.2). Each is good once. Whoever shows an older one either
 * lost an answer a moment ago, and gets the same answer again, or two parties hold the cookie of
 * one login: then the login ends for both.
 */
@Service
class Refresh {

  /**
   * For so long an answer counts as lost and not as stolen: longer than our clients wait for it (20
   * s) and then pause before they ask again (60 s at most). A thief gains nothing that lasts by it:
   * as long as both sides use the login, each has to come within this time behind the other, and an
   * access token is good for five times as long.
   */
  static final Duration LOST_ANSWER = Duration.ofMinutes(2);

  /** Each round is lost only to another request that exchanged the same token. */
  private static final int MAX_ROUNDS = 3;

  private static final Logger log = LoggerFactory.getLogger(Refresh.class);

  private final LoginSessionTable table;
  private final LoginSessions sessions;
  private final Clock clock;

  Refresh(LoginSessionTable table, LoginSessions sessions, Clock clock) {
    this.table = table;
    this.sessions = sessions;
    this.clock = clock;
  }

  /** The session and its next token. Ends with {@code login-ended} if there is none. */
  Mono<Refreshed> exchange(RefreshToken presented) {
    return exchange(presented, MAX_ROUNDS);
  }

  private Mono<Refreshed> exchange(RefreshToken presented, int rounds) {
    return table
        .byFamily(presented.familyHash())
        .switchIfEmpty(Mono.error(LOGIN_ENDED.exception()))
        .flatMap(session -> exchange(session, presented, rounds));
  }

  private Mono<Refreshed> exchange(LoginSession session, RefreshToken presented, int rounds) {
    Instant now = clock.instant();
    if (session.lastUsedAt().plus(LoginSessions.MAX_IDLE).isBefore(now)) {
      return end(session);
    }
    var exchange = session.exchange();
    if (exchange.currentHash().equals(presented.secretHash())) {
      RefreshToken next = presented.next();
      return table
          .exchange(
              session.id(), presented.secretHash(), next.secretHash(), presented.seal(next), now)
          .flatMap(exchanged ->
              exchanged
                  ? Mono.just(new Refreshed(session, next))
                  : rounds > 1 ? exchange(presented, rounds - 1) : end(session));
    }
    if (presented.secretHash().equals(exchange.previousHash())
        && exchange.sealedSuccessor() != null
        && !exchange.at().plus(LOST_ANSWER).isBefore(now)) {
      return Mono.just(new Refreshed(session, presented.unseal(exchange.sealedSuccessor())));
    }
    log.warn("A refresh token was used twice; its login session has been ended");
    return end(session);
  }

  private Mono<Refreshed> end(LoginSession session) {
    return sessions
        .end(session.accountId(), session.id())
        .then(Mono.error(LOGIN_ENDED.exception()));
  }

  /** A session and the token to give to its client. */
  record Refreshed(LoginSession session, RefreshToken token) {}
}
