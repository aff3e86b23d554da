package chat.tacet.client.engine;

import chat.tacet.client.engine.state.DeviceToken;
import chat.tacet.client.engine.state.Me;
import chat.tacet.client.failure.StoreException;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.relay.RelayLink;
import chat.tacet.client.rest.KeysApi;
import chat.tacet.client.rest.SocialApi;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Keeps an account going: everything of one store, on one thread, in rounds that end with a commit.
 * If the store cannot be written the engine ends: what it would have told nobody heard, so the next
 * start goes on from the store.
 */
public final class Engine implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Engine.class.getName());
  private static final long ROTATION_LOOK_MS = Duration.ofHours(1).toMillis();

  private final Opened opened;
  private final Round round;
  private final EngineThread thread;
  private final Background background;
  private final Events events;
  private final Outbox outbox;
  private final Promises promises;
  private final Inbox inbox;
  private final Asking asking;
  private final Receipts receipts;
  private final Doubting doubting;
  private final Prekeys prekeys;
  private final Sweep sweep;
  private final Rollback rollback;
  private final Frames frames;
  private final Heard heard;
  private final Mail mail;
  private final Conversations conversations;
  private final People people;
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean over;

  /**
   * @param program hears what happens, on a thread of its own
   */
  public Engine(Setup setup, Opened opened, Consumer<Happening> program) {
    this.opened = opened;
    Me me = opened.me();
    var random = new SecureRandom();
    var social = new SocialApi(setup.server(), setup.http(), opened.login());
    var keys = new KeysApi(setup.server(), setup.http(), opened.login());
    round = new Round(opened.vault());
    thread = new EngineThread(this::step, this::round, this::last);
    background = new Calls(thread);
    heard = new Heard(round, thread);
    events =
        new Events(
            program,
            heard::add,
            () -> thread.post(() -> {}),
            () -> thread.post(() -> end(Happening.Ended.Why.FAILED)));
    var alarms = new Alarms(me, setup, round, events);
    var lists = new DeviceLists(me, round, keys::deviceLists, background, alarms, setup::now);
    var directory =
        new Directory(me, round, () -> Directory.Snapshot.of(social), thread, background, events);
    var sessions = new Sessions(me, setup, round, keys::bundle, background, alarms);
    doubting = new Doubting(me, round, thread, lists, alarms);
    promises = new Promises(round);
    outbox =
        new Outbox(
            round,
            thread,
            directory,
            lists,
            new Audiences(me, setup, round, lists, sessions),
            new Sealer(me, setup),
            doubting,
            delivery(),
            new Outcomes(round, events, promises));
    opened.login().onDeviceToken(token -> thread.post(() -> DeviceToken.put(round.draft(), token)));
    asking = new Asking(setup, round, thread, events, outbox, directory, this::mailIsIn);
    receipts = new Receipts(setup, round, thread, directory, outbox, random);
    lists.onIdentityReplaced(account -> {
      outbox.identityReplaced(alarms.roomWith(account));
      receipts.identityReplaced(alarms.roomWith(account));
    });
    lists.onDevicesCame(asking::came);
    var rooms = new Rooms(me, round);
    var gaps = new Gaps(setup, round, events, asking);
    var sequence = new Sequence(me, round, events, lists, asking, gaps, alarms);
    var answering = new Answering(setup, round, lists, directory, outbox);
    outbox.onUnsent(outgoing -> {
      asking.unsent(outgoing);
      answering.unsent(outgoing);
    });
    var filing = new Filing(me, round, events, rooms, sequence, receipts, answering, doubting);
    var unopened = new Unopened(me, setup, round, events, rooms, sequence, asking, receipts);
    mail =
        new Mail(
            thread,
            listener ->
                new RelayLink(
                    setup.server(), setup.http(), opened.login()::ticket, listener, random));
    inbox =
        new Inbox(
            me, setup, round, thread, lists, directory, rooms, filing, unopened, mail::acknowledge);
    prekeys =
        new Prekeys(
            setup,
            round,
            thread,
            background,
            Prekeys.Service.of(keys),
            new OwnPrekeys(me, setup.randomness()));
    rollback = new Rollback(round, thread, events, prekeys);
    sweep = new Sweep(setup, round, thread, lists);
    frames =
        new Frames(me, mail, inbox, outbox, directory, lists, prekeys, rollback, events, this::end);
    conversations = new Conversations(me, setup, round, thread, outbox, promises, directory, lists);
    people = new People(me, setup, round, social, thread, directory);
  }

  public void start() {
    thread.post(() -> {
      outbox.load();
      asking.load();
      receipts.load();
      doubting.load();
      heard.load();
      sweep.begin();
      lookAtRotation();
    });
    thread.start();
    events.start();
    mail.start(frames);
  }

  public Conversations conversations() {
    return conversations;
  }

  public People people() {
    return people;
  }

  public Me me() {
    return opened.me();
  }

  /** Waits until it is over: closed, signed out, or the store failed. */
  public void await() throws InterruptedException {
    ended.await();
  }

  /**
   * Ends the login session at the server. The store stays, and connects again with the password.
   */
  public void signOut() {
    opened.login().logout();
  }

  @Override
  public void close() {
    mail.close();
    events.close();
    thread.close();
  }

  private void step(Runnable task) {
    try {
      round.attempt(task);
    } catch (StoreException failed) {
      storeFailed(failed);
      throw failed;
    } catch (Error broken) {
      failed();
      throw broken;
    }
  }

  /** Memory, a class or the stack is at its end: nothing may be written any more. */
  private void failed() {
    end(Happening.Ended.Why.FAILED);
    thread.stop();
  }

  private void storeFailed(StoreException failed) {
    LOG.log(Level.ERROR, "The store failed: {0}", failed.getMessage());
    end(Happening.Ended.Why.STORE_FAILED);
    thread.stop();
  }

  private void round() {
    try {
      heard.work(receipts, events);
      boolean more = !heard.isReplaying() && !events.isBehind() && inbox.work();
      outbox.work();
      round.finish();
      mail.flush();
      if (more) {
        thread.post(() -> {});
      }
    } catch (StoreException failed) {
      storeFailed(failed);
    } catch (Error broken) {
      failed();
      throw broken;
    }
  }

  private void end(Happening.Ended.Why why) {
    if (!over) {
      over = true;
      mail.close();
      if (why == Happening.Ended.Why.SIGNED_OUT) {
        // What is left of the login would stand among the devices of the account.
        background.run(this::forgetLogin, done -> {}, failed -> {});
      }
      events.tell(new Happening.Ended(why));
      ended.countDown();
    }
  }

  private boolean forgetLogin() {
    opened.login().logout();
    return true;
  }

  private void last() {
    promises.close();
    ended.countDown();
    opened.file().close();
  }

  private boolean mailIsIn() {
    return mail.isOpen() && inbox.isIn();
  }

  private void lookAtRotation() {
    prekeys.rotateWeekly(mail.isOpen());
    thread.after(ROTATION_LOOK_MS, this::lookAtRotation);
  }

  private Outbox.Delivery delivery() {
    return new Outbox.Delivery() {
      @Override
      public boolean isOpen() {
        return mail.isOpen() && rollback.isMended();
      }

      @Override
      public void send(Bytes wholeSend) {
        mail.send(wholeSend);
      }
    };
  }
}
