package chat.tacet.client.rest;

import chat.tacet.client.failure.ServerRefusedException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a sign-in opened, for as long as it lasts: gives out access tokens and renews them in time.
 * Calls from several threads renew once. A login that the service does not know any more, because
 * an answer of it was lost for too long, is followed by another one; whoever may not sign in any
 * more hears {@code login-ended}.
 */
public final class LoginSession {

  /** Renewed so long before it ends: clocks and slow answers. */
  private static final Duration RENEW_BEFORE_END = Duration.ofSeconds(60);

  /** A token that claims to be good for longer is renewed all the same. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private static final int UNAUTHORIZED = 401;

  private static final String OVER = "login-ended";

  /** A renewal that is refused so will not be granted later either. */
  private static final Set<String> NOT_RENEWED = Set.of(OVER, "unauthenticated");

  private final AuthApi auth;
  private final Function<Optional<String>, Login> again;
  private final ReentrantLock lock = new ReentrantLock();
  private Login login;
  private long renewAtNanos;
  private Optional<String> deviceToken;
  private volatile boolean loggedOut;
  private volatile Consumer<String> keeper = token -> {};

  /**
   * @param again signs this device in once more, with the device token of its last sign-in
   */
  public LoginSession(AuthApi auth, Login login, Function<Optional<String>, Login> again) {
    this.auth = auth;
    this.login = login;
    this.again = again;
    this.deviceToken = login.deviceToken();
    this.renewAtNanos = renewAt(login);
  }

  /** Says that profile and device list stand: the account does not expire any more. */
  public void complete() {
    run(token -> {
      auth.complete(token);
      return true;
    });
  }

  /** Opens one WebSocket, within 30 s. */
  public String ticket() {
    return run(auth::ticket);
  }

  /** Told the device token of every sign-in that follows: the next one has to bring it. */
  public void onDeviceToken(Consumer<String> listener) {
    keeper = listener;
  }

  /** Ends this at the server. No sign-in follows, however that goes. */
  public void logout() {
    loggedOut = true;
    run(token -> {
      auth.logout(token);
      return true;
    });
  }

  /**
   * Runs a call with a token that is good; once more with a new one if it was not: it may have
   * expired, or the key that signed it may have been withdrawn.
   */
  <T> T run(Function<String, T> call) {
    String token = accessToken();
    try {
      return call.apply(token);
    } catch (ServerRefusedException refused) {
      if (refused.status() != UNAUTHORIZED || refused.is("wrong-credentials")) {
        throw refused;
      }
      return call.apply(renewed(token));
    }
  }

  private String accessToken() {
    lock.lock();
    try {
      if (System.nanoTime() - renewAtNanos >= 0) {
        renew();
      }
      return login.tokens().access();
    } finally {
      lock.unlock();
    }
  }

  /** Unless another thread has renewed it meanwhile. */
  private String renewed(String refused) {
    lock.lock();
    try {
      if (login.tokens().access().equals(refused)) {
        renew();
      }
      return login.tokens().access();
    } finally {
      lock.unlock();
    }
  }

  private void renew() {
    try {
      login = auth.renew(login.tokens());
    } catch (ServerRefusedException refused) {
      if (loggedOut || !NOT_RENEWED.contains(refused.code())) {
        throw refused;
      }
      login = signedInAgain();
    }
    renewAtNanos = renewAt(login);
  }

  private Login signedInAgain() {
    try {
      Login next = again.apply(deviceToken);
      deviceToken = next.deviceToken().or(() -> deviceToken);
      deviceToken.ifPresent(keeper);
      return next;
    } catch (ServerRefusedException refused) {
      // Another password, a suspended account: for this login that is the end.
      throw refused.isTemporary()
          ? refused
          : new ServerRefusedException(refused.status(), OVER, null);
    }
  }

  private static long renewAt(Login login) {
    long goodForMs =
        Math.clamp(login.expiresInMs(), 0, LONGEST.toMillis()) - RENEW_BEFORE_END.toMillis();
    return System.nanoTime() + Duration.ofMillis(Math.max(0, goodForMs)).toNanos();
  }
}
