package chat.tacet.auth.login;

import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Which ids login sessions have, for what is revoked by such an id, too. */
@Component
public class KnownLogins {

  private final LoginSessionTable table;

  KnownLogins(LoginSessionTable table) {
    this.table = table;
  }

  /** Whether a login session of any account has this id. */
  public Mono<Boolean> has(UUID id) {
    return table.has(id);
  }
}
