package chat.tacet.auth.account;

import java.security.SecureRandom;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The table {@code server_secret}: random values made once per installation. */
@Repository
class ServerSecrets {

  private static final int BYTES = 32;

  private final DatabaseClient database;
  private final SecureRandom random = new SecureRandom();

  ServerSecrets(DatabaseClient database) {
    this.database = database;
  }

  /** The secret of this name, made now if nobody made it before. */
  Mono<byte[]> get(String name) {
    return read(name).switchIfEmpty(Mono.defer(() -> create(name).then(read(name))));
  }

  private Mono<byte[]> read(String name) {
    return database
        .sql("SELECT secret FROM server_secret WHERE name = :name")
        .bind("name", name)
        .map(row -> Objects.requireNonNull(row.get("secret", byte[].class)))
        .one();
  }

  /** Two may create it at once: the first stands, and both read it. */
  private Mono<Void> create(String name) {
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    return database
        .sql(
            "INSERT INTO server_secret (name, secret) VALUES (:name, :secret) ON CONFLICT DO NOTHING")
        .bind("name", name)
        .bind("secret", secret)
        .then();
  }
}
