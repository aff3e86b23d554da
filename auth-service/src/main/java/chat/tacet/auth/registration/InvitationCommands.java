package chat.tacet.auth.registration;

import static chat.tacet.kit.problem.CommonProblems.CONFLICT;
import static chat.tacet.kit.problem.CommonProblems.NOT_FOUND;

import chat.tacet.auth.registration.Invitations.Invitation;
import chat.tacet.kit.admin.AdminCommand;
import chat.tacet.kit.admin.AdminRequest;
import chat.tacet.kit.admin.SimpleCommand;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** Making, listing and revoking invitations. */
@Configuration(proxyBeanMethods = false)
class InvitationCommands {

  private static final long MAX_USES = 10_000;
  private static final long MAX_DAYS = 366;
  private static final long USUAL_DAYS = 7;

  /** {@code uses} (1) and {@code days} (7) → the code, which is shown this once. */
  @Bean
  AdminCommand invite(Invitations invitations, Clock clock) {
    return SimpleCommand.changing(
        "invite",
        request -> {
          Instant now = clock.instant();
          InvitationCode code = InvitationCode.create();
          var invitation =
              new Invitation(InvitationCode.newId(), 0, uses(request), now, end(request, now));
          return invitations
              .insert(invitation, code)
              .flatMap(kept ->
                  kept
                      ? Mono.just(new Made(code.shown(), Shown.of(invitation)))
                      : Mono.error(
                          CONFLICT
                              .exception()
                              .withDetail(
                                  "There are "
                                      + Invitations.MAX
                                      + " invitations: revoke some first.")));
        });
  }

  private static long uses(AdminRequest request) {
    return request.number("uses", 1, 1, MAX_USES);
  }

  private static Instant end(AdminRequest request, Instant now) {
    return now.plus(Duration.ofDays(request.number("days", USUAL_DAYS, 1, MAX_DAYS)));
  }

  /** All of them, without their codes. */
  @Bean
  AdminCommand invitationList(Invitations invitations) {
    return SimpleCommand.reading(
        "invitations", request -> invitations.all().map(Shown::of).collectList().map(All::new));
  }

  /** {@code id}: from now on nobody signs up by it. */
  @Bean
  AdminCommand revokeInvitation(Invitations invitations) {
    return SimpleCommand.changing(
        "revoke-invitation",
        request ->
            invitations
                .delete(request.text("id"))
                .flatMap(deleted ->
                    deleted
                        ? Mono.empty()
                        : Mono.error(
                            NOT_FOUND
                                .exception()
                                .withDetail("There is no invitation of that id."))));
  }

  /** A new one, and what nobody will see again. */
  record Made(String code, Shown invitation) {

    @Override
    public String toString() {
      return "Made[redacted]";
    }
  }

  /** What administrators see of one; times in epoch milliseconds. */
  record Shown(String id, long uses, long maxUses, long createdAt, long expiresAt) {

    static Shown of(Invitation invitation) {
      return new Shown(
          invitation.id(),
          invitation.uses(),
          invitation.maxUses(),
          invitation.createdAt().toEpochMilli(),
          invitation.expiresAt().toEpochMilli());
    }
  }

  /** The list. */
  record All(List<Shown> invitations) {}
}
