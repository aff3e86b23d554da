package chat.tacet.auth.registration;

import static chat.tacet.kit.problem.CommonProblems.CONFLICT;
import static chat.tacet.kit.problem.CommonProblems.VALIDATION_FAILED;

import chat.tacet.kit.admin.AdminCommand;
import chat.tacet.kit.admin.AdminRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Says who may make an account; with {@code mode}, decides it. */
@Component
class RegistrationCommand implements AdminCommand {

  private final Registration registration;
  private final Settings settings;

  RegistrationCommand(Registration registration, Settings settings) {
    this.registration = registration;
    this.settings = settings;
  }

  @Override
  public String name() {
    return "registration";
  }

  @Override
  public boolean changes() {
    return true;
  }

  @Override
  public Mono<?> run(AdminRequest request) {
    return request
        .find("mode")
        .map(this::decide)
        .orElse(Mono.empty())
        .then(registration.mode())
        .map(mode -> new Answer(mode.text(), registration.isFixed()));
  }

  private Mono<Void> decide(String text) {
    RegistrationMode wanted =
        RegistrationMode.parse(text)
            .orElseThrow(
                () -> VALIDATION_FAILED.exception().withDetail("It is open or invite-only."));
    return registration.isFixed()
        ? Mono.error(
            CONFLICT.exception().withDetail("TACET_AUTH_REGISTRATION is set, and decides."))
        : settings.setRegistration(wanted);
  }

  /** How it is; {@code fixed} if a variable decides. */
  record Answer(String mode, boolean fixed) {}
}
