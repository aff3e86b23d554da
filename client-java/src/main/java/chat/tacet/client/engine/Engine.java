package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.engine.state.Me;
import chat.tacet.client.failure.StoreException;
import chat.tacet.client.model.Ids;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.relay.End;
import chat.tacet.client.relay.RelayLink;
import chat.tacet.client.rest.KeysApi;
import chat.tacet.client.rest.SocialApi;
import chat.tacet.contracts.relay.v1.Deliver;
import chat.tacet.contracts.relay.v1.DirectoryChanged;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.contracts.relay.v1.Welcome;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
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
  private final Events events;
  private final DeviceLists lists;
  private final Directory directory;
  private final Outbox outbox;
  private final Promises promises;
  private final Inbox inbox;
  private final Asking asking;
  private final Receipts receipts;
  private final Prekeys prekeys;
  private final Sweep sweep;
  private final Rollback rollback;
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
    var background = new Calls(thread);
    heard = new Heard(round, thread);
    events = new Events(program, heard::add, () -> thread.post(() -> {}));
    var alarms = new Alarms(me, setup, round, events);
    lists = new DeviceLists(me, round, keys::deviceLists, background, alarms);
    directory =
        new Directory(round, () -> Directory.Snapshot.of(social), thread, background, events);
    var sessions = new Sessions(me, setup, round, keys::bundle, background, alarms);
    var doubting = new Doubting(me, setup, round, thread, lists, alarms);
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
            promises);
    lists.onIdentityReplaced(account -> outbox.identityReplaced(alarms.roomWith(account)));
    asking = new Asking(setup, round, thread, events, outbox, this::mailIsIn);
    receipts = new Receipts(setup, round, thread, directory, outbox, random);
    var rooms = new Rooms(me, round);
    var sequence = new Sequence(me, setup, round, events, lists, asking, alarms);
    var answering = new Answering(setup, round, directory, outbox);
    var filing = new Filing(me, round, events, rooms, sequence, receipts, answering, doubting);
    var unopened = new Unopened(me, setup, round, events, rooms, sequence, asking, receipts);
    mail =
        new Mail(
            thread,
            new Receiver(),
            listener ->
                new RelayLink(
                    setup.server(), setup.http(), opened.login()::ticket, listener, random));
    inbox =
        new Inbox(
            me, setup, round, thread, lists, directory, rooms, filing, unopened, mail::acknowledge);
    prekeys =
        new Prekeys(setup, round, thread, background, keys, new OwnPrekeys(me, setup.randomness()));
    sweep = new Sweep(setup, round, thread);
    rollback = new Rollback(round, events, prekeys);
    conversations = new Conversations(me, setup, round, thread, outbox, promises, directory, lists);
    people = new People(setup, round, social, thread, directory);
  }

  public void start() {
    thread.post(() -> {
      outbox.load();
      asking.load();
      receipts.load();
      heard.load();
      sweep.begin();
      lookAtRotation();
    });
    thread.start();
    events.start();
    mail.start();
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
    }
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
    }
  }

  private void end(Happening.Ended.Why why) {
    if (!over) {
      over = true;
      mail.close();
      events.tell(new Happening.Ended(why));
      ended.countDown();
    }
  }

  private void last() {
    promises.close();
    ended.countDown();
    opened.file().close();
  }

  private boolean mailIsIn() {
    return mail.isOpen() && inbox.size() == 0;
  }

  private void lookAtRotation() {
    prekeys.rotateWeekly(mail.isOpen());
    thread.after(ROTATION_LOOK_MS, this::lookAtRotation);
  }

  private Outbox.Delivery delivery() {
    return new Outbox.Delivery() {
      @Override
      public boolean isOpen() {
        return mail.isOpen();
      }

      @Override
      public void send(Bytes wholeSend) {
        mail.send(wholeSend);
      }

      @Override
      public void changed(Entry entry) {
        round.then(() -> events.tell(new Happening.Changed(List.of(entry))));
      }
    };
  }

  private final class Receiver implements Mail.Receiver {

    @Override
    public void connected(Welcome welcome) {
      inbox.connectionChanged();
      outbox.connectionChanged();
      if (!rollback.check(welcome)) {
        mail.protocolError();
        return;
      }
      directory.refresh();
      lists.refresh(opened.me().account(), how -> {});
      prekeys.check();
      events.tell(new Happening.Connected(true));
    }

    @Override
    public void frame(ServerFrame frame) {
      try {
        handle(frame);
      } catch (RefusedException noIds) {
        // [F-2] A frame whose ids are no ids is ignored.
        LOG.log(Level.DEBUG, "A frame of the relay was ignored: {0}", noIds.code());
      }
    }

    @Override
    public void ended(End end, boolean wasConnected) {
      inbox.connectionChanged();
      outbox.connectionChanged();
      if (wasConnected) {
        events.tell(new Happening.Connected(false));
      }
      if (end == End.DISPLACED) {
        end(Happening.Ended.Why.DISPLACED);
      } else if (end == End.LOGIN_ENDED) {
        end(Happening.Ended.Why.SIGNED_OUT);
      }
    }

    private void handle(ServerFrame frame) {
      switch (frame.getFrameCase()) {
        case ACCEPTED -> outbox.accepted(Mail.envelope(frame.getAccepted().getEnvelopeId()));
        case REFUSED ->
            outbox.refused(
                Mail.envelope(frame.getRefused().getEnvelopeId()), frame.getRefused().getReason());
        case TRY_LATER ->
            outbox.tryLater(
                Mail.envelope(frame.getTryLater().getEnvelopeId()),
                Integer.toUnsignedLong(frame.getTryLater().getRetryAfterMs()));
        case DELIVER -> delivered(frame.getDeliver());
        case DRAINED -> drained();
        case DIRECTORY_CHANGED -> changed(frame.getDirectoryChanged());
        // Who is online, and who writes, is nothing this library tells.
        case PRESENCE, TYPING_NOTICE -> {}
        case WELCOME, PONG, GOODBYE, FRAME_NOT_SET -> mail.protocolError();
      }
    }

    private void delivered(Deliver frame) {
      if (inbox.size() >= mail.window()) {
        mail.protocolError();
      } else {
        inbox.add(frame);
      }
    }

    /** Marked behind all that was delivered before it. */
    private void drained() {
      prekeys.drained();
      inbox.whenEmpty(() -> events.tell(new Happening.Drained()));
    }

    private void changed(DirectoryChanged change) {
      switch (change.getTopic()) {
        case DEVICES ->
            lists.refresh(Ids.account(Ids.uuid(Ids.bytes(change.getSubject()))), how -> {});
        case PREKEYS_LOW -> prekeys.check();
        case FRIENDS, FRIEND_REQUESTS, ROOMS, PROFILES -> directory.refresh();
        case TOPIC_UNSPECIFIED, UNRECOGNIZED -> {}
      }
    }
  }
}
