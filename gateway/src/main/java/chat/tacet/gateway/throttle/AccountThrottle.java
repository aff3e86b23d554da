package chat.tacet.gateway.throttle;

import chat.tacet.gateway.system.FilterOrder;
import chat.tacet.kit.token.Caller;
import java.util.Optional;
import java.util.UUID;
import org.springframework.core.annotation.Order;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Bounds what one account may ask for, from however many addresses. Calls without a token are not
 * counted here.
 */
@Component
@Order(FilterOrder.ACCOUNT_THROTTLE)
final class AccountThrottle implements WebFilter {

  private final Buckets<UUID> calls;

  AccountThrottle(ThrottleProperties limits) {
    calls = new Buckets<>(limits.callsPerAccount());
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    return ReactiveSecurityContextHolder.getContext()
        .mapNotNull(SecurityContext::getAuthentication)
        .map(AccountThrottle::account)
        .defaultIfEmpty(Optional.empty())
        .flatMap(account -> {
          var allowance = account.map(calls::take);
          allowance.ifPresent(left -> left.tell("account", exchange.getResponse().getHeaders()));
          var refusal = allowance.flatMap(Allowance::refusal);
          return refusal.isPresent() ? Mono.error(refusal.get()) : chain.filter(exchange);
        });
  }

  private static Optional<UUID> account(Authentication authentication) {
    return authentication.getPrincipal() instanceof Caller caller
        ? Optional.of(caller.accountId())
        : Optional.empty();
  }
}
