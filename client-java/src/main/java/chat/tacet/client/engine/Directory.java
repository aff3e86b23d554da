package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Me;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.failure.TacetException;
import chat.tacet.client.model.FriendRequest;
import chat.tacet.client.model.Ids;
import chat.tacet.client.model.Person;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.rest.SocialApi;
import chat.tacet.client.rest.SocialApi.Friend;
import chat.tacet.client.rest.SocialApi.Requests;
import chat.tacet.client.rest.SocialApi.Room;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Friends, rooms and requests as the social service last told. They are fetched whole, at every
 * connection and whenever the relay says that something changed; several wishes share one look. The
 * service has no say in who is in a conversation: what is no room of two is not taken, [C-19].
 */
final class Directory {

  /** After a look that failed, then twice as long each time. */
  private static final long AGAIN_AFTER_MS = 5_000;

  private static final long AGAIN_AT_LEAST_MS = 60_000;
  private static final int MAX_DOUBLINGS = 4;

  private final Me me;
  private final Round round;
  private final Supplier<Snapshot> service;
  private final EngineThread engine;
  private final Background background;
  private final Events events;
  private final Map<RoomId, Room> rooms = new HashMap<>();
  private final Map<UUID, Friend> friends = new HashMap<>();
  private final Map<UUID, FriendRequest> requests = new HashMap<>();
  private List<Consumer<Optional<TacetException>>> waiting = new ArrayList<>();
  private boolean known;
  private boolean looking;
  private boolean again;
  private boolean stale;
  private int failures;

  Directory(
      Me me,
      Round round,
      Supplier<Snapshot> service,
      EngineThread engine,
      Background background,
      Events events) {
    this.me = me;
    this.round = round;
    this.service = service;
    this.engine = engine;
    this.background = background;
    this.events = events;
  }

  /** All that the service tells. */
  record Snapshot(List<Friend> friends, List<Room> rooms, Requests requests) {

    static Snapshot of(SocialApi social) {
      return new Snapshot(social.friends(), social.rooms(), social.requests());
    }
  }

  /** Whether it was ever told, since the engine began. */
  boolean isKnown() {
    return known;
  }

  Optional<Room> room(RoomId id) {
    return Optional.ofNullable(rooms.get(id));
  }

  List<Friend> friends() {
    return List.copyOf(friends.values());
  }

  List<FriendRequest> requests() {
    return List.copyOf(requests.values());
  }

  void refresh() {
    refresh(outcome -> {});
  }

  /**
   * Looks again.
   *
   * @param seen told when a look that began after this call was taken in, or why it failed
   */
  void refresh(Consumer<Optional<TacetException>> seen) {
    if (looking) {
      // What is under way may have missed what this is about.
      again = true;
      waiting.add(seen);
      return;
    }
    looking = true;
    again = false;
    List<Consumer<Optional<TacetException>>> those = waiting;
    those.add(seen);
    waiting = new ArrayList<>();
    background.run(
        service,
        snapshot -> {
          take(snapshot);
          those.forEach(one -> one.accept(Optional.empty()));
          looked();
        },
        failed -> failed(failed, those));
  }

  private void failed(TacetException why, List<Consumer<Optional<TacetException>>> those) {
    those.forEach(one -> one.accept(Optional.of(why)));
    stale = true;
    looked();
    long pause = Math.min(AGAIN_AFTER_MS << failures, AGAIN_AT_LEAST_MS);
    failures = Math.min(failures + 1, MAX_DOUBLINGS);
    engine.after(
        pause,
        () -> {
          if (stale && !looking) {
            refresh();
          }
        });
  }

  private void looked() {
    looking = false;
    if (again) {
      refresh();
    }
  }

  private void take(Snapshot snapshot) {
    rooms.clear();
    snapshot.rooms().stream()
        .filter(this::isGenuine)
        .forEach(room -> rooms.put(Ids.room(room.roomId()), room));
    takeFriends(snapshot.friends().stream().filter(this::isGenuine).toList());
    takeRequests(snapshot.requests());
    known = true;
    stale = false;
    failures = 0;
  }

  /** [C-19] A room of two, one of them me, under the id that these two have. */
  private boolean isGenuine(Room room) {
    List<UUID> others =
        room.members().stream()
            .map(Person::accountId)
            .filter(account -> !Ids.account(account).equals(me.account()))
            .toList();
    return "direct".equals(room.kind())
        && room.members().size() == 2
        && others.size() == 1
        && isWith(Ids.room(room.roomId()), others.getFirst())
        && ByteReader.isExact(room.version());
  }

  private boolean isGenuine(Friend friend) {
    RoomId room = Ids.room(friend.roomId());
    return isWith(room, friend.person().accountId())
        && Talk.of(round.draft(), room)
            .map(talk -> talk.person().accountId().equals(friend.person().accountId()))
            .orElse(true);
  }

  private boolean isWith(RoomId room, UUID other) {
    return room.equals(DirectRoom.of(me.account(), Ids.account(other)));
  }

  private void takeFriends(List<Friend> now) {
    Set<UUID> gone = new HashSet<>(friends.keySet());
    for (Friend friend : now) {
      Person person = friend.person();
      boolean wasFriend = friends.put(person.accountId(), friend) != null;
      gone.remove(person.accountId());
      RoomId room = Ids.room(friend.roomId());
      Optional<Talk> talk = Talk.of(round.draft(), room);
      if (talk.isEmpty()) {
        Talk.begin(room, person).put(round.draft());
      } else if (!talk.get().person().equals(person)) {
        talk.get().with(person).put(round.draft());
      }
      if (talk.isEmpty() || (known && !wasFriend)) {
        round.then(() -> events.tell(new Happening.Befriended(person, room)));
      }
    }
    for (UUID account : gone) {
      Friend former = friends.remove(account);
      if (former != null) {
        var happening = new Happening.Unfriended(former.person(), Ids.room(former.roomId()));
        round.then(() -> events.tell(happening));
      }
    }
  }

  private void takeRequests(Requests now) {
    Set<UUID> before = new HashSet<>(requests.keySet());
    requests.clear();
    now.outgoing().forEach(request -> requests.put(request.id(), request));
    for (FriendRequest request : now.incoming()) {
      requests.put(request.id(), request);
      if (!before.contains(request.id())) {
        round.then(() -> events.tell(new Happening.Requested(request)));
      }
    }
  }
}
