package chat.tacet.auth.throttle;

import chat.tacet.auth.throttle.LimitProperties.Wanted;
import chat.tacet.kit.metrics.Meters;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** The throttles of this service; {@link LimitProperties} says what each is for. */
@Component
@EnableConfigurationProperties(LimitProperties.class)
public final class Throttles {

  private final Meters meters;
  private final Throttle prelogin;
  private final Throttle usernames;
  private final Throttle signUp;
  private final Throttle loginByAddress;
  private final Throttle loginByAccount;
  private final Throttle loginByDevice;
  private final Throttle refresh;
  private final Throttle recoveryByAddress;
  private final Throttle recoveryByAccount;
  private final Throttle personalTokens;

  Throttles(LimitProperties limits, Meters meters) {
    this.meters = meters;
    prelogin = throttle("prelogin", limits.prelogin(), 60, Duration.ofMinutes(1));
    usernames = throttle("usernames", limits.usernames(), 60, Duration.ofMinutes(1));
    signUp = throttle("sign-up", limits.signUp(), 60, Duration.ofHours(1));
    loginByAddress =
        throttle("login-by-address", limits.loginByAddress(), 30, Duration.ofMinutes(3));
    loginByAccount =
        throttle("login-by-account", limits.loginByAccount(), 10, Duration.ofMinutes(10));
    loginByDevice = throttle("login-by-device", limits.loginByDevice(), 10, Duration.ofMinutes(10));
    refresh = throttle("refresh", limits.refresh(), 120, Duration.ofMinutes(1));
    recoveryByAddress =
        throttle("recovery-by-address", limits.recoveryByAddress(), 30, Duration.ofMinutes(3));
    recoveryByAccount =
        throttle("recovery-by-account", limits.recoveryByAccount(), 10, Duration.ofMinutes(10));
    personalTokens =
        throttle("personal-tokens", limits.personalTokens(), 120, Duration.ofMinutes(1));
  }

  private Throttle throttle(String name, @Nullable Wanted wanted, long times, Duration per) {
    return new Throttle(
        new Limit(
            wanted == null || wanted.times() == null ? times : wanted.times(),
            wanted == null || wanted.per() == null ? per : wanted.per()),
        meters.counter("tacet.throttled", "Tries beyond a limit", "limit", name));
  }

  public Throttle prelogin() {
    return prelogin;
  }

  public Throttle usernames() {
    return usernames;
  }

  public Throttle signUp() {
    return signUp;
  }

  public Throttle loginByAddress() {
    return loginByAddress;
  }

  public Throttle loginByAccount() {
    return loginByAccount;
  }

  public Throttle loginByDevice() {
    return loginByDevice;
  }

  public Throttle refresh() {
    return refresh;
  }

  public Throttle recoveryByAddress() {
    return recoveryByAddress;
  }

  public Throttle recoveryByAccount() {
    return recoveryByAccount;
  }

  public Throttle personalTokens() {
    return personalTokens;
  }
}
