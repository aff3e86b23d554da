package chat.tacet.auth.registration;

import chat.tacet.kit.boot.StartRefusedException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What the operator fixed before the start.
 *
 * @param registration {@code TACET_AUTH_REGISTRATION}: {@code open} or {@code invite-only}; none or
 *     nothing, and administrators decide while it runs, beginning with {@code open}
 */
@ConfigurationProperties("tacet.auth")
record RegistrationProperties(@Nullable String registration) {

  RegistrationProperties {
    // A variable that is set to nothing is how a compose file says that it is not set.
    registration = registration == null || registration.isBlank() ? null : registration;
    if (registration != null && RegistrationMode.parse(registration).isEmpty()) {
      throw new StartRefusedException(
          "TACET_AUTH_REGISTRATION is no way to register.", "Set it to open or to invite-only.");
    }
  }
}
