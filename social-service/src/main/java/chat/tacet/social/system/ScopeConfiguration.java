package chat.tacet.social.system;

import static chat.tacet.kit.token.ScopeRules.MAIL_READ;
import static chat.tacet.kit.token.ScopeRules.MAIL_SEND;
import static chat.tacet.kit.token.ScopeRules.SOCIAL_READ;
import static chat.tacet.kit.token.ScopeRules.SOCIAL_WRITE;

import chat.tacet.kit.token.ScopeRules;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;

/**
 * What programs with a personal token may call here. Not among it: device lists, links and the
 * archive, which make and unmake devices or hold what only devices of people should.
 */
@Configuration(proxyBeanMethods = false)
class ScopeConfiguration {

  private static final String API = "/api/v1/social";

  @Bean
  ScopeRules socialScopes() {
    return reading(writing(mail(ScopeRules.none())));
  }

  private static ScopeRules mail(ScopeRules rules) {
    return rules
        .allow(
            Set.of(MAIL_SEND),
            HttpMethod.POST,
            API + "/users/{accountId}/devices/{deviceId}/prekey-bundle")
        .allow(Set.of(MAIL_READ), HttpMethod.GET, API + "/prekeys")
        .allow(Set.of(MAIL_READ), HttpMethod.PUT, API + "/prekeys");
  }

  private static ScopeRules reading(ScopeRules rules) {
    return rules.allow(
        Set.of(SOCIAL_READ),
        HttpMethod.GET,
        API + "/profile",
        API + "/users",
        API + "/users/{accountId}",
        API + "/users/{accountId}/device-lists",
        API + "/friend-requests",
        API + "/friends",
        API + "/blocks",
        API + "/rooms",
        API + "/rooms/{roomId}/log");
  }

  private static ScopeRules writing(ScopeRules rules) {
    Set<String> write = Set.of(SOCIAL_WRITE);
    return rules
        .allow(
            write,
            HttpMethod.PUT,
            API + "/profile",
            API + "/friend-requests/{requestId}",
            API + "/blocks/{accountId}")
        .allow(
            write,
            HttpMethod.POST,
            API + "/friend-requests/{requestId}/accept",
            API + "/friend-requests/{requestId}/decline",
            API + "/rooms/{roomId}/log")
        .allow(
            write,
            HttpMethod.DELETE,
            API + "/friend-requests/{requestId}",
            API + "/friends/{accountId}",
            API + "/blocks/{accountId}");
  }
}
