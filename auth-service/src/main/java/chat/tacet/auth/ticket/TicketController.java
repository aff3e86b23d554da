package chat.tacet.auth.ticket;

import chat.tacet.auth.token.TokenIssuer;
import chat.tacet.kit.token.Caller;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tickets for opening the relay's socket, where no header can be set. */
@RestController
class TicketController {

  private final TokenIssuer tokens;

  TicketController(TokenIssuer tokens) {
    this.tokens = tokens;
  }

  /** A ticket for the caller's login and device, good once and for 30 s. */
  @PostMapping("/api/v1/auth/tickets")
  Answer ticket(@AuthenticationPrincipal Caller caller) {
    return new Answer(
        tokens.ticket(caller.accountId(), caller.loginSessionId(), caller.deviceId()),
        TokenIssuer.TICKET_LIFE.toMillis());
  }

  /** A ticket and how long it is good. */
  record Answer(String ticket, long expiresInMs) {

    /** Holds the ticket back. */
    @Override
    public String toString() {
      return "Answer[redacted]";
    }
  }
}
