package chat.tacet.auth.revocation;

import chat.tacet.auth.token.TokenIssuer;
import chat.tacet.kit.outbox.Outbox;
import chat.tacet.kit.outbox.OutboxEntry;
import chat.tacet.kit.revocation.Revocation;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What was revoked, in the table {@code revocation}, until no token issued before can be valid. It
 * is published through the outbox; Redis can be rebuilt from here at any time.
 */
@Repository
public class Revocations {

  static final String TOPIC = "revocation";

  /** Beyond the life of a token: clocks of other hosts, and time in the outbox. */
  private static final Duration MARGIN = Duration.ofMinutes(5);

  /** How long a revocation matters. */
  static final Duration KEPT = TokenIssuer.ACCESS_TOKEN_LIFE.plus(MARGIN);

  private final DatabaseClient database;
  private final Outbox outbox;
  private final Clock clock;

  Revocations(DatabaseClient database, Outbox outbox, Clock clock) {
    this.database = database;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** Revokes within the transaction under way; may be repeated. */
  public Mono<Void> revoke(Revocation revocation) {
    long until = clock.instant().plus(KEPT).toEpochMilli();
    return database
        .sql(
            """
            INSERT INTO revocation (member, valid_until) VALUES (:member, :until)
            ON CONFLICT (member) DO UPDATE SET valid_until = excluded.valid_until
            """)
        .bind("member", revocation.member())
        .bind("until", until)
        .then()
        .then(outbox.append(new OutboxEntry(TOPIC, revocation.member())));
  }

  /** Whether this was revoked, and tokens from before might still be shown. */
  public Mono<Boolean> has(Revocation revocation) {
    return validUntil(revocation.member()).hasElement();
  }

  /** When it may be forgotten, in epoch milliseconds; empty if it is already. */
  Mono<Long> validUntil(String member) {
    return database
        .sql("SELECT valid_until FROM revocation WHERE member = :member")
        .bind("member", member)
        .map(row -> Objects.requireNonNull(row.get("valid_until", Long.class)))
        .one();
  }

  /** All that still matter. */
  Flux<String> current() {
    return database
        .sql("SELECT member FROM revocation WHERE valid_until > :now")
        .bind("now", clock.millis())
        .map(row -> Objects.requireNonNull(row.get("member", String.class)))
        .all();
  }

  /** Forgets what no longer matters. */
  Mono<Void> forgetExpired() {
    return database
        .sql("DELETE FROM revocation WHERE valid_until <= :now")
        .bind("now", clock.millis())
        .then();
  }
}
