package chat.tacet.kit.token;

import static chat.tacet.kit.problem.CommonProblems.INSUFFICIENT_SCOPE;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What programs with a personal token may call of one service. Their access tokens name scopes; a
 * call without a rule is for whoever signed in with the password ({@link #EVERYTHING}) and nobody
 * else, so forgetting a rule opens nothing. Beans of this type add up.
 */
public final class ScopeRules {

  /** The scope of a login: all calls. */
  public static final String EVERYTHING = "tacet";

  /** Sending messages from the token's device, and getting the prekeys for it. */
  public static final String MAIL_SEND = "mail:send";

  /** Reading and acknowledging the mailbox of the token's device, and keeping it in prekeys. */
  public static final String MAIL_READ = "mail:read";

  /** Seeing what the account sees: profile, people, requests, rooms. */
  public static final String SOCIAL_READ = "social:read";

  /** Changing that: profile, requests, friends, blocks, groups. */
  public static final String SOCIAL_WRITE = "social:write";

  /** All that a personal token may have. */
  public static final Set<String> GRANTABLE =
      Set.of(MAIL_SEND, MAIL_READ, SOCIAL_READ, SOCIAL_WRITE);

  private final List<Rule> rules;

  private ScopeRules(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * @param scopes all of them are needed; none at all lets every token pass
   */
  private record Rule(ServerWebExchangeMatcher matcher, Set<String> scopes) {}

  /** No call. */
  public static ScopeRules none() {
    return new ScopeRules(List.of());
  }

  /**
   * Every call: only for a door in front of services that check for themselves, as {@code
   * RevocationCheck.stateless()} is.
   */
  public static ScopeRules checkedElsewhere() {
    return new ScopeRules(
        List.of(new Rule(exchange -> ServerWebExchangeMatcher.MatchResult.match(), Set.of())));
  }

  /**
   * These calls too, for tokens that have all of these scopes; what may be read may be asked for
   * its headers.
   */
  public ScopeRules allow(Set<String> scopes, HttpMethod method, String... patterns) {
    List<Rule> more = new ArrayList<>(rules);
    for (String pattern : patterns) {
      more.add(new Rule(new PathPatternParserServerWebExchangeMatcher(pattern, method), scopes));
      if (method.equals(HttpMethod.GET)) {
        more.add(
            new Rule(
                new PathPatternParserServerWebExchangeMatcher(pattern, HttpMethod.HEAD), scopes));
      }
    }
    return new ScopeRules(more);
  }

  /**
   * For a call that is open to callers without a token too, and so has no rule: refuses those who
   * come with one that is not of a login.
   */
  public static Mono<Void> refuseOthersThanLogins() {
    return ReactiveSecurityContextHolder.getContext()
        .mapNotNull(SecurityContext::getAuthentication)
        .ofType(CallerAuthentication.class)
        .filter(caller -> !caller.scopes().contains(EVERYTHING))
        .flatMap(_ -> Mono.error(INSUFFICIENT_SCOPE.exception()));
  }

  ScopeRules and(ScopeRules others) {
    List<Rule> both = new ArrayList<>(rules);
    both.addAll(others.rules);
    return new ScopeRules(both);
  }

  /** Whether a token with these scopes may make this call. */
  Mono<Boolean> permit(ServerWebExchange exchange, Set<String> held) {
    if (held.contains(EVERYTHING)) {
      return Mono.just(true);
    }
    return needed(exchange).map(held::containsAll).defaultIfEmpty(false);
  }

  /** The scopes that this call needs; empty if no scope opens it. */
  Mono<Set<String>> needed(ServerWebExchange exchange) {
    return Flux.fromIterable(rules)
        .concatMap(
            rule -> rule.matcher().matches(exchange).mapNotNull(result -> matched(rule, result)))
        .next();
  }

  private static @Nullable Set<String> matched(
      Rule rule, ServerWebExchangeMatcher.MatchResult result) {
    return result.isMatch() ? rule.scopes() : null;
  }
}
