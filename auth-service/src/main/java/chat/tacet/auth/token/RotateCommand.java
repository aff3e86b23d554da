package chat.tacet.auth.token;

import chat.tacet.kit.admin.AdminCommand;
import chat.tacet.kit.admin.AdminRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Makes the next signing key before it is due. With {@code atOnce} the old ones are gone: what they
 * signed is refused as soon as the services have read the key set again, within five minutes, and
 * clients get new tokens without their users.
 */
@Component
class RotateCommand implements AdminCommand {

  private final SigningKeys keys;

  RotateCommand(SigningKeys keys) {
    this.keys = keys;
  }

  @Override
  public String name() {
    return "rotate-keys";
  }

  @Override
  public boolean changes() {
    return true;
  }

  @Override
  public Mono<?> run(AdminRequest request) {
    return keys.rotate(request.flag("atOnce")).map(key -> new Answer(key.useFrom().toEpochMilli()));
  }

  /** From when on the new key signs, in epoch milliseconds. */
  record Answer(long useFrom) {}
}
