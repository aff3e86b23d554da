package chat.tacet.relay.presence;

import chat.tacet.relay.directory.Directory;
import chat.tacet.relay.directory.Directory.Freshness;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.presence.PresenceBoard.Lease;
import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.RedisLink;
import chat.tacet.relay.roster.ConnectedDevice;
import chat.tacet.relay.roster.Roster;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Tells friends who comes and goes. Only who shows themselves is shown, and only who shows
 * themselves sees others. News may be lost when Redis is away; leases put it right.
 */
public final class PresenceNews {

  /** On which nodes tell each other. */
  public static final String CHANNEL = "presence:changed";

  private static final Logger log = LoggerFactory.getLogger(PresenceNews.class);

  private final PresenceBoard board;
  private final RedisLink redis;
  private final Directory directory;
  private final Roster roster;
  private final RelayLimits.Presence limits;
  private final InstantSource clock;

  /** Connections of this node that show their account. */
  private final Map<ConnectedDevice, FirstLook> visible = new ConcurrentHashMap<>();

  public PresenceNews(
      RedisLink redis,
      Directory directory,
      Roster roster,
      RelayLimits limits,
      InstantSource clock) {
    this.board = new PresenceBoard(redis, limits, clock);
    this.redis = redis;
    this.directory = directory;
    this.roster = roster;
    this.limits = limits.presence();
    this.clock = clock;
  }

  /**
   * A device shows its person, and hears about friends from now on. Whoever says so again has a new
   * friend: the two have not heard of each other yet.
   */
  public void show(ConnectedDevice device) {
    FirstLook look = new FirstLook();
    FirstLook before = visible.put(device, look);
    UUID account = device.address().account();
    done(
        board
            .show(lease(device))
            .thenAccept(first -> {
              if (first || before != null) {
                publish(new Sighting(account, true, 0));
              }
            })
            .thenCompose(shown -> lookAround(device, look))
            .whenComplete((told, failure) -> {
              if (failure != null) {
                look.end();
              }
            }));
  }

  /** A device shows its person no longer, by choice: when they were last seen is forgotten. */
  public void hide(ConnectedDevice device) {
    if (visible.remove(device) != null) {
      takeOff(device, false);
    }
  }

  /** A device is gone. */
  public void left(ConnectedDevice device) {
    if (visible.remove(device) != null) {
      takeOff(device, true);
    }
  }

  /** Keeps the leases of those devices that show their person, on their slow timer. */
  public void renew(Collection<ConnectedDevice> devices) {
    List<Lease> leases =
        devices.stream().filter(visible::containsKey).map(PresenceNews::lease).toList();
    if (!leases.isEmpty()) {
      done(board.renew(leases));
    }
  }

  /** Handles news of any node, this one included. */
  public void heard(byte[] message) {
    Sighting.parse(message)
        .ifPresent(sighting ->
            done(
                directory
                    .circle(sighting.account(), Freshness.RECENT)
                    .thenAccept(circle -> {
                      if (circle.value() != null) {
                        circle.value().friends().forEach(friend -> tell(friend, sighting));
                      }
                    })));
  }

  /** Notices accounts whose node died. */
  Mono<Void> sweep() {
    return Mono.fromCompletionStage(board::sweep)
        .doOnNext(
            gone -> gone.forEach(account -> publish(new Sighting(account, false, clock.millis()))))
        .then();
  }

  private void takeOff(ConnectedDevice device, boolean remember) {
    UUID account = device.address().account();
    done(
        board
            .hide(lease(device), remember)
            .thenAccept(offline -> {
              if (offline) {
                publish(new Sighting(account, false, remember ? clock.millis() : 0));
              }
            }));
  }

  private CompletionStage<Void> lookAround(ConnectedDevice device, FirstLook look) {
    return directory
        .circle(device.address().account(), Freshness.RECENT)
        .thenCompose(circle -> {
          Set<UUID> friends = circle.value() == null ? Set.of() : circle.value().friends();
          return board.look(friends.stream().limit(limits.maxFriends()).toList());
        })
        .thenAccept(sightings ->
            device.inOrder(() -> {
              if (visible.get(device) == look) {
                sightings.stream()
                    .filter(sighting -> !look.overtaken(sighting.account()))
                    .forEach(sighting -> device.tell(sighting.frame()));
              }
              look.end();
            }));
  }

  private void tell(UUID friend, Sighting sighting) {
    for (ConnectedDevice device : roster.ofAccount(friend)) {
      FirstLook look = visible.get(device);
      if (look != null) {
        // Noted before it is told, see FirstLook.
        look.news(sighting.account());
        device.tell(sighting.frame());
      }
    }
  }

  private void publish(Sighting sighting) {
    done(redis.commands().publish(Bytes.of(CHANNEL), sighting.toBytes()));
  }

  private static Lease lease(ConnectedDevice device) {
    return new Lease(device.address().account(), device.holder());
  }

  private static void done(CompletionStage<?> news) {
    var _ =
        news.whenComplete((result, failure) -> {
          if (failure != null) {
            log.debug("presence news was lost: {}", failure.toString());
          }
        });
  }
}
