package chat.tacet.auth.token;

import com.nimbusds.jose.jwk.ECKey;
import io.r2dbc.spi.Readable;
import java.text.ParseException;
import java.time.Instant;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code signing_key}. */
@Repository
class SigningKeyTable {

  private final DatabaseClient database;

  SigningKeyTable(DatabaseClient database) {
    this.database = database;
  }

  /** All keys, oldest first. */
  Flux<SigningKey> all() {
    return database
        .sql("SELECT generation, jwk, use_from FROM signing_key ORDER BY generation")
        .map(SigningKeyTable::key)
        .all();
  }

  /** Adds the next generation, unless another process did meanwhile: then its key stands. */
  Mono<Void> insert(SigningKey key, Instant now) {
    return database
        .sql(
            """
            INSERT INTO signing_key (generation, jwk, created_at, use_from)
            VALUES (:generation, :jwk, :now, :useFrom) ON CONFLICT DO NOTHING
            """)
        .bind("generation", key.generation())
        .bind("jwk", key.pair().toJSONString())
        .bind("now", now.toEpochMilli())
        .bind("useFrom", key.useFrom().toEpochMilli())
        .then();
  }

  /** Deletes the generations below. */
  Mono<Void> deleteBelow(long generation) {
    return database
        .sql("DELETE FROM signing_key WHERE generation < :generation")
        .bind("generation", generation)
        .then();
  }

  private static SigningKey key(Readable row) {
    try {
      return new SigningKey(
          Objects.requireNonNull(row.get("generation", Long.class)),
          ECKey.parse(Objects.requireNonNull(row.get("jwk", String.class))),
          Instant.ofEpochMilli(Objects.requireNonNull(row.get("use_from", Long.class))));
    } catch (ParseException e) {
      throw new IllegalStateException("a stored signing key cannot be read");
    }
  }
}
