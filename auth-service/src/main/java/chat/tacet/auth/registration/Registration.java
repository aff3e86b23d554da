package chat.tacet.auth.registration;

import static chat.tacet.auth.registration.RegistrationProblems.INVITATION_INVALID;
import static chat.tacet.auth.registration.RegistrationProblems.INVITATION_NEEDED;

import chat.tacet.kit.problem.ProblemException;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * Whether somebody may make an account. What was decided is read each time, so that a decision
 * holds at once, in every process.
 */
@Service
@EnableConfigurationProperties(RegistrationProperties.class)
public class Registration {

  private final Settings settings;
  private final Invitations invitations;
  private final Clock clock;
  private final Optional<RegistrationMode> fixed;

  Registration(
      Settings settings, Invitations invitations, Clock clock, RegistrationProperties properties) {
    this.settings = settings;
    this.invitations = invitations;
    this.clock = clock;
    this.fixed = Optional.ofNullable(properties.registration()).flatMap(RegistrationMode::parse);
  }

  Mono<RegistrationMode> mode() {
    return fixed
        .map(Mono::just)
        .orElseGet(() -> settings.registration().defaultIfEmpty(RegistrationMode.OPEN));
  }

  /** Whether the operator's variable decides, and no administrator. */
  boolean isFixed() {
    return fixed.isPresent();
  }

  /**
   * Ends with {@code invitation-needed} or {@code invitation-invalid} if the account could not be
   * made now. Uses nothing up.
   */
  public Mono<Void> check(@Nullable String code) {
    return mode()
        .filter(mode -> mode == RegistrationMode.INVITE_ONLY)
        .flatMap(inviteOnly -> invitations.isGood(required(code), clock.instant()))
        .flatMap(good -> good ? Mono.empty() : Mono.error(INVITATION_INVALID.exception()));
  }

  /**
   * Uses the invitation up, in the transaction under way, which makes the account; ends as {@link
   * #check}.
   *
   * @return the id of the invitation; empty where none is needed
   */
  public Mono<Optional<String>> admit(@Nullable String code) {
    return mode()
        .flatMap(mode ->
            mode == RegistrationMode.OPEN
                ? Mono.just(Optional.empty())
                : invitations
                    .use(required(code), clock.instant())
                    .map(Optional::of)
                    .switchIfEmpty(Mono.error(INVITATION_INVALID.exception())));
  }

  /** The account was not completed: somebody else may come by the invitation. */
  public Mono<Void> giveBack(String invitationId) {
    return invitations.giveBack(invitationId);
  }

  /** Whether this refusal is one of {@link #admit}. */
  public static boolean refused(Throwable error) {
    return error instanceof ProblemException problem
        && (problem.type().equals(INVITATION_INVALID) || problem.type().equals(INVITATION_NEEDED));
  }

  private static InvitationCode required(@Nullable String code) {
    if (code == null || code.isBlank()) {
      throw INVITATION_NEEDED.exception();
    }
    return InvitationCode.parse(code).orElseThrow(INVITATION_INVALID::exception);
  }
}
