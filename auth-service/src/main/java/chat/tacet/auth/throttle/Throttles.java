package chat.tacet.auth.throttle;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** The throttles of this service; {@link LimitProperties} says what each is for. */
@Component
@EnableConfigurationProperties(LimitProperties.class)
public final class Throttles {

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

  Throttles(LimitProperties limits) {
    prelogin = throttle(limits.prelogin(), 60, Duration.ofMinutes(1));
    usernames = throttle(limits.usernames(), 60, Duration.ofMinutes(1));
    signUp = throttle(limits.signUp(), 60, Duration.ofHours(1));
    loginByAddress = throttle(limits.loginByAddress(), 30, Duration.ofMinutes(3));
    loginByAccount = throttle(limits.loginByAccount(), 10, Duration.ofMinutes(10));
    loginByDevice = throttle(limits.loginByDevice(), 10, Duration.ofMinutes(10));
    refresh = throttle(limits.refresh(), 120, Duration.ofMinutes(1));
    recoveryByAddress = throttle(limits.recoveryByAddress(), 30, Duration.ofMinutes(3));
    recoveryByAccount = throttle(limits.recoveryByAccount(), 10, Duration.ofMinutes(10));
    personalTokens = throttle(limits.personalTokens(), 120, Duration.ofMinutes(1));
  }

  private static Throttle throttle(@Nullable Limit configured, long times, Duration per) {
    return new Throttle(configured == null ? new Limit(times, per) : configured);
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
