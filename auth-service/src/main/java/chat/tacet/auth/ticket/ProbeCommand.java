package chat.tacet.auth.ticket;

import chat.tacet.auth.token.TokenIssuer;
import chat.tacet.kit.admin.AdminCommand;
import chat.tacet.kit.admin.AdminRequest;
import chat.tacet.kit.token.TokenProperties;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * A ticket of nobody's, for whoever tries whether sockets get through a proxy. The gateway lets it
 * in; the relay does not, since there is no such device, and there never will be: the ids are
 * random.
 */
@Component
class ProbeCommand implements AdminCommand {

  private final TokenIssuer tokens;
  private final String publicUrl;

  ProbeCommand(TokenIssuer tokens, TokenProperties properties) {
    this.tokens = tokens;
    this.publicUrl = properties.publicUrl();
  }

  @Override
  public String name() {
    return "probe-ticket";
  }

  @Override
  public boolean changes() {
    return false;
  }

  @Override
  public Mono<?> run(AdminRequest request) {
    return Mono.fromSupplier(() ->
        new Answer(
            tokens.ticket(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID()), publicUrl));
  }

  /**
   * What it takes to try.
   *
   * @param ticket good for 30 s
   * @param publicUrl where people are, as this service was told
   */
  record Answer(String ticket, String publicUrl) {

    @Override
    public String toString() {
      return "Answer[redacted]";
    }
  }
}
