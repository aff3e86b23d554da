package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Me;
import chat.tacet.client.model.Ids;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.relay.End;
import chat.tacet.contracts.relay.v1.Deliver;
import chat.tacet.contracts.relay.v1.DirectoryChanged;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.contracts.relay.v1.Welcome;
import com.google.protobuf.ByteString;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/** Brings what the relay says to whoever it concerns. */
final class Frames implements Mail.Receiver {

  private static final Logger LOG = System.getLogger(Frames.class.getName());

  private final Me me;
  private final Mail mail;
  private final Inbox inbox;
  private final Outbox outbox;
  private final Directory directory;
  private final DeviceLists lists;
  private final Prekeys prekeys;
  private final Rollback rollback;
  private final Events events;
  private final Consumer<Happening.Ended.Why> over;

  /**
   * Knows everybody the relay may speak to.
   *
   * @param over told when there will be no connection any more
   */
  Frames(
      Me me,
      Mail mail,
      Inbox inbox,
      Outbox outbox,
      Directory directory,
      DeviceLists lists,
      Prekeys prekeys,
      Rollback rollback,
      Events events,
      Consumer<Happening.Ended.Why> over) {
    this.me = me;
    this.mail = mail;
    this.inbox = inbox;
    this.outbox = outbox;
    this.directory = directory;
    this.lists = lists;
    this.prekeys = prekeys;
    this.rollback = rollback;
    this.events = events;
    this.over = over;
  }

  @Override
  public void connected(Welcome welcome) {
    inbox.connectionChanged();
    outbox.connectionChanged();
    rollback.connectionChanged();
    if (!rollback.check(welcome)) {
      mail.protocolError();
      return;
    }
    directory.refresh();
    lists.refresh(me.account(), how -> {});
    prekeys.check();
    events.tell(new Happening.Connected(true));
  }

  @Override
  public void ended(End end, boolean wasConnected) {
    inbox.connectionChanged();
    outbox.connectionChanged();
    rollback.connectionChanged();
    if (wasConnected) {
      events.tell(new Happening.Connected(false));
    }
    if (end == End.DISPLACED) {
      over.accept(Happening.Ended.Why.DISPLACED);
    } else if (end == End.LOGIN_ENDED) {
      over.accept(Happening.Ended.Why.SIGNED_OUT);
    } else if (end == End.BROKEN) {
      over.accept(Happening.Ended.Why.FAILED);
    }
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

  /** Told behind all that was delivered before it. */
  private void drained() {
    prekeys.drained();
    inbox.whenEmpty(() -> events.tell(new Happening.Drained()));
  }

  private void changed(DirectoryChanged change) {
    switch (change.getTopic()) {
      case DEVICES -> listChanged(change.getSubject());
      case PREKEYS_LOW -> prekeys.check();
      case FRIENDS, FRIEND_REQUESTS, ROOMS, PROFILES -> directory.refresh();
      case TOPIC_UNSPECIFIED, UNRECOGNIZED -> {}
    }
  }

  /** Only of people we know: a relay must not fill the store with others. */
  private void listChanged(ByteString subject) {
    var account = new AccountId(Ids.bytes(subject));
    if (lists.of(account).isPresent()) {
      lists.refresh(account, how -> {});
    }
  }
}
