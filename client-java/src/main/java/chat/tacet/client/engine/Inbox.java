package chat.tacet.client.engine;

import chat.tacet.client.engine.DeviceLists.Refreshed;
import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.engine.state.Lists;
import chat.tacet.client.engine.state.Me;
import chat.tacet.client.engine.state.Peer;
import chat.tacet.client.engine.state.PrekeyState;
import chat.tacet.client.failure.StoreException;
import chat.tacet.client.protocol.Refusal.Verification;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.content.Content;
import chat.tacet.client.protocol.content.ContentCipher;
import chat.tacet.client.protocol.content.ContentKey;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.pair.Pair;
import chat.tacet.client.rest.SocialApi;
import chat.tacet.client.store.Draft;
import chat.tacet.contracts.relay.v1.Deliver;
import com.google.protobuf.ByteString;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes in what the relay delivers, in its order: opens each envelope on a copy of the state, files
 * what it says, and acknowledges after the commit, [V-7], [V-14].
 */
final class Inbox {

  private static final Logger LOG = System.getLogger(Inbox.class.getName());

  /** Envelopes that share a commit, [V-14]. */
  private static final int PER_ROUND = 50;

  /** After the service could not be asked for a list. */
  private static final long AGAIN_AFTER_MS = 3_000;

  /** Its sender is in no such room, [C-18]. */
  private static final String ROOM_UNKNOWN = "room-unknown";

  /** The service has no device list of its sender. */
  private static final String LIST_UNAVAILABLE = "device-list-unavailable";

  private final Me me;
  private final Setup setup;
  private final Round round;
  private final EngineThread engine;
  private final DeviceLists lists;
  private final Directory directory;
  private final Rooms rooms;
  private final Filing filing;
  private final Unopened unopened;
  private final Consumer<ByteString> acknowledge;

  /** "inbox": as many as the relay's delivery window, which it promised to keep. */
  private final Deque<Delivered> waiting = new ArrayDeque<>();

  private @Nullable Runnable whenEmpty;
  private boolean drained;
  private long connectedAt;
  private boolean holding;

  /** The first that waits was looked up anew: what is missing now is missing. */
  private boolean lookedUp;

  private long lookedUpAt;

  /** And the service has no list of its sender: a definite answer, [F-10]. */
  private boolean noList;

  /** Counts connections: what was looked up for mail of an older one says nothing of this one's. */
  private int connections;

  Inbox(
      Me me,
      Setup setup,
      Round round,
      EngineThread engine,
      DeviceLists lists,
      Directory directory,
      Rooms rooms,
      Filing filing,
      Unopened unopened,
      Consumer<ByteString> acknowledge) {
    this.me = me;
    this.setup = setup;
    this.round = round;
    this.engine = engine;
    this.lists = lists;
    this.directory = directory;
    this.rooms = rooms;
    this.filing = filing;
    this.unopened = unopened;
    this.acknowledge = acknowledge;
  }

  int size() {
    return waiting.size();
  }

  /** Whether the mailbox was read to its end, and all of it was taken in. */
  boolean isIn() {
    return drained && waiting.isEmpty();
  }

  void add(Deliver frame) {
    try {
      waiting.add(Delivered.of(frame));
    } catch (RefusedException noIds) {
      // [F-2] Nothing in it could ever be read, and it would be delivered for ever.
      LOG.log(Level.DEBUG, "An envelope was dropped: {0}", noIds.code());
      acknowledge.accept(frame.getMailId());
    }
  }

  /** The mailbox was read to its end. Once, when what waits now was taken in and committed. */
  void whenEmpty(Runnable action) {
    whenEmpty = action;
    drained = true;
  }

  /** What was delivered and not acknowledged is delivered again after a reconnect. */
  void connectionChanged() {
    waiting.clear();
    connections++;
    holding = false;
    connectedAt = setup.now();
    whenEmpty = null;
    drained = false;
    lookedUp = false;
  }

  /** Takes in as many as share a commit; true if more wait that could be taken in now. */
  boolean work() {
    for (int taken = 0; taken < PER_ROUND && !holding && !waiting.isEmpty(); taken++) {
      Delivered next = waiting.element();
      if (taken(next)) {
        waiting.remove();
        lookedUp = false;
        round.then(() -> acknowledge.accept(next.mailId()));
      }
    }
    Runnable empty = whenEmpty;
    if (waiting.isEmpty() && empty != null) {
      whenEmpty = null;
      Counter.EMPTIED_FROM.set(round.draft(), connectedAt);
      round.then(empty);
    }
    return !holding && !waiting.isEmpty();
  }

  /** A bug of ours must not make one envelope hold up all others for ever. */
  private boolean taken(Delivered delivered) {
    boolean[] done = {false};
    try {
      round.attempt(() -> done[0] = take(delivered));
    } catch (StoreException storeFailed) {
      throw storeFailed;
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "An envelope could not be taken in: {0}", bug.getClass().getName());
      unopened.failed(delivered);
      delivered.markSeen(round.draft(), setup.now());
      return true;
    }
    return done[0];
  }

  /** False if it must wait for the sender's device list. */
  private boolean take(Delivered delivered) {
    Draft draft = round.draft();
    if (delivered.wasSeen(draft)) {
      return true;
    }
    if (Math.abs(setup.now() - lookedUpAt) > DeviceLists.LATELY_MS) {
      // The listener was slow: by now nothing would be read of a device that left, [I-13].
      lookedUp = false;
    }
    Optional<TheirDevice> device =
        lists
            .of(delivered.sender())
            .map(Lists::newest)
            .flatMap(list -> list.device(delivered.device()))
            .or(() -> lists.former(delivered.sender(), delivered.device())); // [I-13]
    if (!rooms.isFor(delivered)) {
      // [C-18] Nothing is fetched for it either: a relay must not fill the store with strangers.
      unopened.fromNobody(delivered, ROOM_UNKNOWN);
      delivered.markSeen(draft, setup.now());
      return true;
    }
    if (isClosed(delivered)) {
      if (!lookedUp) {
        return lookUp(delivered);
      }
      unopened.fromNobody(delivered, ROOM_UNKNOWN);
      delivered.markSeen(draft, setup.now());
      return true;
    }
    if (!lookedUp && (device.isEmpty() || !rooms.knows(delivered))) {
      return lookUp(delivered);
    }
    if (device.isEmpty()) {
      if (noList) {
        unopened.fromNobody(delivered, LIST_UNAVAILABLE);
      } else {
        unopened.unlisted(delivered);
      }
    } else if (!open(delivered, device.get())) {
      return lookUp(delivered);
    }
    delivered.markSeen(draft, setup.now());
    return true;
  }

  /** False if the sender's list may have changed and is to be fetched first. */
  private boolean open(Delivered delivered, TheirDevice device) {
    Draft ratchet = round.draft().nested();
    ContentKey key;
    try {
      key = openKey(ratchet, delivered, device);
    } catch (RefusedException refused) {
      if (refused.refusal() == Verification.HANDSHAKE_TRANSCRIPT && !lookedUp) {
        return false;
      }
      unopened.refused(delivered, device, refused.refusal());
      return true;
    }
    // It authenticated: the ratchet goes on, whatever its content says.
    ratchet.commit();
    openContent(delivered, device, key);
    return true;
  }

  private ContentKey openKey(Draft draft, Delivered delivered, TheirDevice device) {
    Peer peer = Peer.of(draft, me.device(), device);
    Pair.Opened opened =
        peer.pair()
            .open(
                me.device(),
                device,
                id -> PrekeyState.find(draft, id),
                delivered.sealedKey(),
                setup.now(),
                setup.randomness());
    opened.consumed().forEach(id -> PrekeyState.delete(draft, id)); // [PK-6]
    peer.after(opened, Pair.sessionNamedBy(delivered.sealedKey())).put(draft);
    return opened.key();
  }

  private void openContent(Delivered delivered, TheirDevice device, ContentKey key) {
    Secret encoded = null;
    try {
      encoded = ContentCipher.open(delivered.body(), key, delivered.address());
      Content content = Content.decode(encoded, delivered.room());
      filing.file(delivered, device, key, content, encoded);
    } catch (RefusedException refused) {
      unopened.contentRefused(delivered, refused.refusal(), key, encoded);
    }
  }

  /** [C-18] A closed room, or one that nobody told of yet, has no member but this account. */
  private boolean isClosed(Delivered delivered) {
    return !delivered.sender().equals(me.account())
        && directory.room(delivered.room()).filter(SocialApi.Room::open).isEmpty();
  }

  /** Always false: it waits until the service was asked who and where this is. */
  private boolean lookUp(Delivered delivered) {
    holding = true;
    int now = connections;
    if (rooms.knows(delivered) && !isClosed(delivered)) {
      lists.refresh(delivered.sender(), how -> lookedUp(now, how));
      return false;
    }
    directory.refresh(failed -> {
      if (failed.isPresent()) {
        lookedUp(now, Refreshed.UNREACHED);
      } else if (isClosed(delivered)) {
        // No list is fetched for it.
        lookedUp(now, Refreshed.DONE);
      } else {
        lists.refresh(delivered.sender(), how -> lookedUp(now, how));
      }
    });
    return false;
  }

  private void lookedUp(int connection, Refreshed how) {
    if (connection != connections) {
      return;
    }
    if (how == Refreshed.UNREACHED) {
      engine.after(AGAIN_AFTER_MS, () -> holding = holding && connection != connections);
    } else {
      lookedUp = true;
      lookedUpAt = setup.now();
      noList = how == Refreshed.UNAVAILABLE;
      holding = false;
    }
  }
}
