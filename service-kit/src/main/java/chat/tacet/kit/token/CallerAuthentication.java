package chat.tacet.kit.token;

import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** What Spring Security keeps for a request: the caller, and no copy of the token. */
final class CallerAuthentication extends AbstractAuthenticationToken {

  private final transient Caller caller;

  CallerAuthentication(Caller caller) {
    super(List.of());
    this.caller = caller;
    setAuthenticated(true);
  }

  @Override
  public Object getCredentials() {
    return "";
  }

  @Override
  public Caller getPrincipal() {
    return caller;
  }
}
