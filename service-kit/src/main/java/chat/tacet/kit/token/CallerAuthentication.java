package chat.tacet.kit.token;

import java.util.List;
import java.util.Set;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** What Spring Security keeps for a request: the caller, and no copy of the token. */
final class CallerAuthentication extends AbstractAuthenticationToken {

  private final transient Caller caller;
  private final transient Set<String> scopes;

  CallerAuthentication(Caller caller, Set<String> scopes) {
    super(List.of());
    this.caller = caller;
    this.scopes = Set.copyOf(scopes);
    setAuthenticated(true);
  }

  /** What the token is good for. */
  Set<String> scopes() {
    return scopes;
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
