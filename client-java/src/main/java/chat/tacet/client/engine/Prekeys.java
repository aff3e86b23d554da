package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.engine.state.PrekeyState;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.rest.KeysApi;
import chat.tacet.client.rest.KeysApi.Stock;
import chat.tacet.client.rest.KeysApi.Upload;
import java.time.Duration;

/** Keeps the service in prekeys, and renews the rotating ones. */
final class Prekeys {

  /** Who was away so long "comes back", [PK-5]. */
  private static final long AWAY_MS = Duration.ofHours(24).toMillis();

  /** After the service could not be asked. */
  private static final long AGAIN_AFTER_MS = 60_000;

  /** [PK-6] After a refill: a service that goes on saying that none is left is not believed. */
  private static final long REFILL_AGAIN_MS = 60_000;

  private final Setup setup;
  private final Round round;
  private final EngineThread engine;
  private final Background background;
  private final Service service;
  private final OwnPrekeys own;
  private boolean busy;
  private boolean again;
  private boolean beyond;

  /** Where prekeys are published. */
  interface Service {

    Stock stock();

    void publish(Upload upload);

    static Service of(KeysApi keys) {
      return new Service() {
        @Override
        public Stock stock() {
          return keys.stock();
        }

        @Override
        public void publish(Upload upload) {
          keys.putPrekeys(upload);
        }
      };
    }
  }

  Prekeys(
      Setup setup,
      Round round,
      EngineThread engine,
      Background background,
      Service service,
      OwnPrekeys own) {
    this.setup = setup;
    this.round = round;
    this.engine = engine;
    this.background = background;
    this.service = service;
    this.own = own;
  }

  /** Looks what the service has, and brings what is missing. */
  void check() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    background.run(service::stock, this::fill, failed -> retry());
  }

  /** The mailbox was read to its end: what was away is back, [PK-5]. */
  void drained() {
    long now = setup.now();
    long before = Counter.DRAINED_AT.get(round.draft());
    Counter.DRAINED_AT.set(round.draft(), now);
    long rotated = PrekeyState.of(round.draft()).rotatedAt();
    boolean back = before > 0 && Math.abs(now - before) >= AWAY_MS; // [S-11]
    if (back || isOld(rotated)) {
      own.rotate(round.draft(), now);
      check();
    }
  }

  // [S-11] Also if a clock that was wrong says that it is yet to come.
  private boolean isOld(long rotated) {
    return Math.abs(setup.now() - rotated) >= Limits.PREKEY_ROTATION_MS;
  }

  /** For who stays connected for weeks. */
  void rotateWeekly(boolean connected) {
    if (connected) {
      Counter.DRAINED_AT.set(round.draft(), setup.now());
    }
    if (isOld(PrekeyState.of(round.draft()).rotatedAt())) {
      own.rotate(round.draft(), setup.now());
      check();
    }
    own.sweep(round.draft(), setup.now());
  }

  /** This store is older than what the service knows of it, [S-9]. */
  void rolledBack() {
    beyond = true;
    check();
  }

  private void fill(Stock stock) {
    if (!own.isPossible(round.draft(), stock)) {
      retry();
      return;
    }
    if (beyond) {
      beyond = false;
      own.rotateBeyond(round.draft(), stock, setup.now());
    }
    Upload upload = own.fill(round.draft(), stock, setup.now());
    if (upload.isEmpty()) {
      published();
      done();
      return;
    }
    // The private halves are on the disk before anybody can use the public ones.
    round.then(() -> upload(upload));
  }

  private void upload(Upload upload) {
    background.run(
        () -> {
          service.publish(upload);
          return true;
        },
        heard -> {
          published();
          engine.after(REFILL_AGAIN_MS, this::done);
        },
        failed -> retry());
  }

  /** [S-9] The service has what was made after a rollback. */
  private void published() {
    if (!beyond && Counter.MENDING.get(round.draft()) > 0) {
      Counter.MENDING.set(round.draft(), 0);
    }
  }

  private void done() {
    busy = false;
    if (again) {
      again = false;
      check();
    }
  }

  private void retry() {
    engine.after(
        AGAIN_AFTER_MS,
        () -> {
          busy = false;
          check();
        });
  }
}
