package chat.tacet.auth.token;

import chat.tacet.kit.admin.AdminCommand;
import chat.tacet.kit.admin.SimpleCommand;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Makes the next signing key before it is due. With {@code atOnce} the old ones are gone: what they
 * signed is refused as soon as the services have read the key set again, within five minutes, and
 * clients get new tokens without their users.
 */
@Configuration(proxyBeanMethods = false)
class RotateCommand {

  @Bean
  AdminCommand rotateKeys(SigningKeys keys) {
    return SimpleCommand.changing(
        "rotate-keys",
        request ->
            keys.rotate(request.flag("atOnce"))
                .map(key -> new Answer(key.useFrom().toEpochMilli())));
  }

  /** From when on the new key signs, in epoch milliseconds. */
  record Answer(long useFrom) {}
}
