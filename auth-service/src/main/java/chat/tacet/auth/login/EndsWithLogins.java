package chat.tacet.auth.login;

import java.util.UUID;
import reactor.core.publisher.Mono;

/**
 * Something that opens an account besides its logins, and ends when they are ended on purpose. Both
 * calls work in the transaction under way.
 */
public interface EndsWithLogins {

  /** All of an account ends: everything was signed out, or the password changed. */
  Mono<Void> endAll(UUID accountId);

  /** What belongs to a device ends: it was signed out from another one. */
  Mono<Void> endOfDevice(UUID accountId, UUID deviceId);
}
