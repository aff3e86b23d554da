package chat.tacet.relay.presence;

import chat.tacet.relay.directory.Circle;
import chat.tacet.relay.directory.Directory;
import chat.tacet.relay.directory.Directory.Freshness;
import chat.tacet.relay.directory.Versioned;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.presence.PresenceBoard.Lease;
import chat.tacet.relay.redis.RedisLink;
import chat.tacet.relay.roster.ConnectedDevice;
import chat.tacet.relay.roster.Roster;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
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

  /**
   * Sightings that a device is told in one turn of its event loop, which ends with a flush: with
   * what Netty counts for each about 25 KiB, of 64 KiB after which a socket takes no more.
   */
  private static final int AT_ONCE = 200;

  private final PresenceBoard board;
  private final Directory directory;
  private final Roster roster;
  private final RelayLimits.Presence limits;

  /** Connections of this node that show their account. */
  private final Map<ConnectedDevice, FirstLook> visible = new ConcurrentHashMap<>();

  private final Gaps gaps;

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
    this.gaps = new Gaps(this.limits.lease(), clock);
  }

  /**
   * A device shows its person, and hears about friends from now on. Whoever says so again has a new
   * friend: the two have not heard of each other yet.
   */
  public void show(ConnectedDevice device) {
    FirstLook look = new FirstLook(gaps.count());
    FirstLook before = visible.put(device, look);
    look(
        device,
        look,
        board
            .show(lease(device), before != null)
            .thenCompose(shown -> lookAround(device, look, Set.of(), false))
            // A device that heard nothing yet thinks so anyway.
            .thenApply(seen ->
                before != null ? seen : seen.stream().filter(PresenceNews::isKnown).toList()));
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
    long gapsNow = gaps.count();
    List<Lease> leases = new ArrayList<>(devices.size());
    for (ConnectedDevice device : devices) {
      FirstLook look = visible.get(device);
      if (look != null) {
        leases.add(lease(device));
        if (look.isOutdated(gapsNow)) {
          lookAgain(device, look, gapsNow);
        }
      }
    }
    if (!leases.isEmpty()) {
      done(board.renew(leases));
    }
  }

  private void lookAgain(ConnectedDevice device, FirstLook before, long gapsNow) {
    FirstLook again = new FirstLook(gapsNow);
    if (visible.replace(device, before, again)) {
      boolean onlyUntold = !before.isOutdatedForAll(gapsNow);
      look(device, again, lookAround(device, again, before.untold(), onlyUntold));
    }
  }

  /** This node may have missed news: it was not listening. */
  public void missed() {
    gaps.missed();
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
              // Within it, so that what is heard meanwhile is told behind it.
              untold.computeIfPresent(
                  account,
                  (id, last) -> {
                    if (circle != null && circle.value() != null) {
                      circle.value().friends().forEach(friend -> tell(friend, last));
                    }
                    return null;
                  });
              // Only then: what was heard until here is missed too.
              if (circle == null || isBehind(circle)) {
                gaps.missedSomebody();
              }
            }));
  }

  /** Notices accounts whose node died. */
  Mono<Void> sweep() {
    return Mono.fromCompletionStage(board::sweep);
  }

  private void takeOff(ConnectedDevice device, boolean remember) {
    done(board.hide(lease(device), remember));
  }

  /**
   * Looks at the board.
   *
   * @param first friends that come first
   * @param only whether they are all
   */
  private CompletionStage<List<Sighting>> lookAround(
      ConnectedDevice device, FirstLook look, Set<UUID> first, boolean only) {
    return directory
        .circle(device.address().account(), Freshness.RECENT)
        .thenCompose(circle -> {
          if (isBehind(circle)) {
            return CompletableFuture.failedFuture(
                new IllegalStateException("the directory is not published yet"));
          }
          Set<UUID> friends = circle.value() == null ? Set.of() : circle.value().friends();
          List<UUID> asked =
              friends.stream()
                  .filter(friend -> !only || first.contains(friend))
                  .sorted(Comparator.comparing(friend -> !first.contains(friend)))
                  .limit(limits.maxFriends())
                  .toList();
          return board.look(asked, look::untold);
        });
  }

  private void look(
      ConnectedDevice device, FirstLook look, CompletionStage<List<Sighting>> sightings) {
    done(
        sightings
            .thenCompose(seen -> tellFrom(0, device, look, seen))
            .whenComplete((told, failure) -> {
              if (failure != null) {
                look.fail();
              }
            }));
  }

  /** Tells what was seen, in pieces: each behind the flush of the one before. */
  private CompletionStage<Void> tellFrom(
      int start, ConnectedDevice device, FirstLook look, List<Sighting> seen) {
    int end = Math.min(start + AT_ONCE, seen.size());
    CompletableFuture<Void> told =
        CompletableFuture.runAsync(
            () -> {
              boolean current = visible.get(device) == look;
              if (current) {
                seen.subList(start, end).stream()
                    .filter(sighting -> !look.overtaken(sighting.account()))
                    .forEach(sighting -> tell(device, sighting));
              }
              if (!current || end == seen.size()) {
                look.end();
              }
            },
            device::inOrder);
    return end == seen.size()
        ? told
        // From another thread, or the next piece would run at once.
        : told.thenComposeAsync(done ->
            visible.get(device) == look
                ? tellFrom(end, device, look, seen)
                : CompletableFuture.completedStage(null));
  }

  /** Redis lost the directory, say: that nobody is named there is no word about friends yet. */
  private static boolean isBehind(Versioned<Circle> circle) {
    return circle.value() == null && !circle.complete();
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
        try {
          tell(device, sighting);
        } catch (RuntimeException e) {
          // Its event loop stops, for example. That keeps nobody else from hearing it.
          look.untold(sighting.account());
          log.debug("a device cannot be told of presence: {}", e.toString());
        }
      }
    }
  }

  private void tell(ConnectedDevice device, Sighting sighting) {
    device.tell(
        sighting.frame(),
        () -> {
          // Where looks are replaced too: it may have been replaced since.
          FirstLook current = visible.get(device);
          if (current != null) {
            current.untold(sighting.account());
          }
        });
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
