package chat.tacet.client.rest;

import chat.tacet.client.failure.ServerRefusedException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * What a sign-in opened, for as long as it lasts: gives out access tokens and renews them in time.
 * Calls from several threads renew once.
 */
public final class LoginSession {

  /** Renewed so long before it ends: clocks and slow answers. */
  private static final Duration RENEW_BEFORE_END = Duration.ofSeconds(60);

  /** A token that claims to be good for longer is renewed all the same. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final AuthApi auth;
  private final ReentrantLock lock = new ReentrantLock();
  private Login login;
  private long renewAtNanos;

  public LoginSession(AuthApi auth, Login login) {
    this.auth = auth;
    this.login = login;
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

  /** Ends this at the server. */
  public void logout() {
    run(token -> {
      auth.logout(token);
      return true;
    });
  }

  /** Runs a call with a token that is good; once more with a new one if it was not. */
  <T> T run(Function<String, T> call) {
    String token = accessToken();
    try {
      return call.apply(token);
    } catch (ServerRefusedException refused) {
      if (!refused.is("token-expired")) {
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
    login = auth.renew(login.tokens());
    renewAtNanos = renewAt(login);
  }

  private static long renewAt(Login login) {
    long goodForMs =
        Math.clamp(login.expiresInMs(), 0, LONGEST.toMillis()) - RENEW_BEFORE_END.toMillis();
    return System.nanoTime() + Duration.ofMillis(Math.max(0, goodForMs)).toNanos();
  }
}
