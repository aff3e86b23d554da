package chat.tacet.relay.presence;

import chat.tacet.relay.directory.Directory;
import chat.tacet.relay.directory.Directory.Freshness;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.presence.PresenceBoard.Lease;
import chat.tacet.relay.redis.RedisLink;
import chat.tacet.relay.roster.ConnectedDevice;
import chat.tacet.relay.roster.Roster;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Tells friends who comes and goes. Only who shows themselves is shown, and only who shows
 * themselves sees others. News may be lost when Redis is away: once leases are renewed, devices
 * look at the board again.
 */
public final class PresenceNews {

  /** On which nodes tell each other. */
  public static final String CHANNEL = PresenceBoard.CHANNEL;

  private static final Logger log = LoggerFactory.getLogger(PresenceNews.class);

  private final PresenceBoard board;
  private final Directory directory;
  private final Roster roster;
  private final RelayLimits.Presence limits;

  /** Connections of this node that show their account. */
  private final Map<ConnectedDevice, FirstLook> visible = new ConcurrentHashMap<>();

  /** How often this node missed news, of whomever. */
  private final AtomicLong gaps = new AtomicLong();

  /** The last that was heard of accounts whose friends are being looked up. */
  private final ConcurrentHashMap<UUID, Sighting> untold = new ConcurrentHashMap<>();

  public PresenceNews(
      RedisLink redis,
      Directory directory,
      Roster roster,
      RelayLimits limits,
      InstantSource clock) {
    this.board = new PresenceBoard(redis, limits, clock);
    this.directory = directory;
    this.roster = roster;
    this.limits = limits.presence();
  }

  /**
   * A device shows its person, and hears about friends from now on. Whoever says so again has a new
   * friend: the two have not heard of each other yet.
   */
  public void show(ConnectedDevice device) {
    FirstLook look = new FirstLook(gaps.get());
    FirstLook before = visible.put(device, look);
    look(
        device,
        look,
        board
            .show(lease(device), before != null)
            .thenCompose(shown -> lookAround(device))
            // A device that heard nothing yet thinks so anyway.
            .thenApply(seen -> seen.stream().filter(PresenceNews::isKnown).toList()));
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
    List<Lease> leases = new ArrayList<>(devices.size());
    for (ConnectedDevice device : devices) {
      FirstLook look = visible.get(device);
      if (look != null) {
        leases.add(lease(device));
        if (look.isOutdated(gaps.get())) {
          lookAgain(device, look);
        }
      }
    }
    if (!leases.isEmpty()) {
      done(board.renew(leases));
    }
  }

  private void lookAgain(ConnectedDevice device, FirstLook before) {
    FirstLook again = new FirstLook(gaps.get());
    if (visible.replace(device, before, again)) {
      look(device, again, lookAround(device));
    }
  }

  /** This node may have missed news: it was not listening, or could not tell it. */
  public void missed() {
    gaps.incrementAndGet();
  }

  /** Handles news of any node, this one included, in the order in which it is heard. */
  public void heard(byte[] message) {
    Sighting.parse(message)
        .ifPresent(sighting -> {
          // Of several that wait for the same list of friends the last counts.
          if (untold.put(sighting.account(), sighting) == null) {
            tellFriends(sighting.account());
          }
        });
  }

  private void tellFriends(UUID account) {
    done(
        CompletableFuture.completedStage(account)
            .thenCompose(id -> directory.circle(id, Freshness.RECENT))
            .whenComplete((circle, failure) -> {
              if (failure != null) {
                missed();
              }
              // Within it, so that what is heard meanwhile is told behind it.
              untold.computeIfPresent(
                  account,
                  (id, last) -> {
                    if (circle != null && circle.value() != null) {
                      circle.value().friends().forEach(friend -> tell(friend, last));
                    }
                    return null;
                  });
            }));
  }

  /** Notices accounts whose node died. */
  Mono<Void> sweep() {
    return Mono.fromCompletionStage(board::sweep);
  }

  private void takeOff(ConnectedDevice device, boolean remember) {
    done(board.hide(lease(device), remember));
  }

  private CompletionStage<List<Sighting>> lookAround(ConnectedDevice device) {
    return directory
        .circle(device.address().account(), Freshness.RECENT)
        .thenCompose(circle -> {
          Set<UUID> friends = circle.value() == null ? Set.of() : circle.value().friends();
          return board.look(friends.stream().limit(limits.maxFriends()).toList());
        });
  }

  private void look(
      ConnectedDevice device, FirstLook look, CompletionStage<List<Sighting>> sightings) {
    done(
        sightings
            .thenAccept(seen ->
                device.inOrder(() -> {
                  if (visible.get(device) == look) {
                    seen.stream()
                        .filter(sighting -> !look.overtaken(sighting.account()))
                        .forEach(sighting -> device.tell(sighting.frame(), look::outdate));
                  }
                  look.end();
                }))
            .whenComplete((told, failure) -> {
              if (failure != null) {
                look.fail();
              }
            }));
  }

  private static boolean isKnown(Sighting sighting) {
    return sighting.online() || sighting.lastSeen() > 0;
  }

  private void tell(UUID friend, Sighting sighting) {
    for (ConnectedDevice device : roster.ofAccount(friend)) {
      FirstLook look = visible.get(device);
      if (look != null) {
        // Noted before it is told, see FirstLook.
        look.news(sighting.account());
        device.tell(sighting.frame(), look::outdate);
      }
    }
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
