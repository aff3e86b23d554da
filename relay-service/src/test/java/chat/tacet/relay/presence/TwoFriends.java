package chat.tacet.relay.presence;

import chat.tacet.relay.directory.Circle;
import chat.tacet.relay.directory.DeviceList;
import chat.tacet.relay.directory.Directory;
import chat.tacet.relay.directory.Room;
import chat.tacet.relay.directory.Versioned;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Alice and Bob are friends; when that is known is for the test to say. */
final class TwoFriends implements Directory {

  private final Map<UUID, CompletableFuture<Versioned<Circle>>> circles = new ConcurrentHashMap<>();

  TwoFriends(UUID alice, UUID bob) {
    knows(alice, bob);
    knows(bob, alice);
  }

  /** From now on whoever asks for this circle gets it at once. */
  void knows(UUID account, UUID friend) {
    circles.put(account, CompletableFuture.completedFuture(circleOf(friend)));
  }

  /** The same, of somebody with many friends. */
  void knows(UUID account, Set<UUID> friends) {
    circles.put(
        account, CompletableFuture.completedFuture(new Versioned<>(1, new Circle(friends), true)));
  }

  /** From now on whoever asks for this circle gets this. */
  CompletableFuture<Versioned<Circle>> waits(UUID account) {
    var answer = new CompletableFuture<Versioned<Circle>>();
    circles.put(account, answer);
    return answer;
  }

  static Versioned<Circle> circleOf(UUID friend) {
    return new Versioned<>(1, new Circle(Set.of(friend)), true);
  }

  @Override
  public CompletionStage<Versioned<Circle>> circle(UUID account, Freshness freshness) {
    return Objects.requireNonNull(circles.get(account));
  }

  @Override
  public CompletionStage<Versioned<Room>> room(UUID room, UUID asker, Freshness freshness) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Versioned<DeviceList>> devices(UUID account, Freshness freshness) {
    throw new UnsupportedOperationException();
  }
}
