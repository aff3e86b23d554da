package chat.tacet.relay.connection;

import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.presence.PresenceNews;
import chat.tacet.relay.roster.ConnectedDevice;
import chat.tacet.relay.wake.DeviceLocator;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets every connection look after itself once in a tick: one timer for each event loop, and what
 * the connections of one turn ask the store leaves in one write. With a timer and calls of its own
 * for each, ten thousand that say nothing kept a fifth of a core busy.
 */
public final class Rounds {

  private static final Logger log = LoggerFactory.getLogger(Rounds.class);

  /** Turns of one tick: so few that a calm node sleeps, so many that none of them is long. */
  private static final int TURNS = 20;

  private final DeviceLocator locator;
  private final PresenceNews presence;
  private final long turnNanos;
  private final ConcurrentHashMap<EventLoop, Round> byLoop = new ConcurrentHashMap<>();

  public Rounds(DeviceLocator locator, PresenceNews presence, RelayLimits limits) {
    this.locator = locator;
    this.presence = presence;
    this.turnNanos = limits.connection().tick().toNanos() / TURNS;
  }

  /** Somebody who looks after itself. */
  interface Member {

    /**
     * Its turn has come, on its event loop.
     *
     * @return false once it is gone and wants no more of them
     */
    boolean tick(Turn turn);
  }

  /** From now on somebody has turns; to be called on its event loop. */
  void join(Member member, EventLoop loop) {
    byLoop.computeIfAbsent(loop, Round::new).add(member);
  }

  /**
   * What is asked of the store in one turn. Nobody may leave between asking and {@link #send}: what
   * was renewed after it was given up would be held until the lease ends.
   */
  final class Turn {

    private final DeviceLocator.Renewals claims = locator.renewals();
    private final List<ConnectedDevice> shown = new ArrayList<>();

    DeviceLocator.Renewals claims() {
      return claims;
    }

    /** Renews that this device shows its person, if it does. */
    void show(ConnectedDevice device) {
      shown.add(device);
    }

    private void send() {
      claims.send();
      presence.renew(shown);
    }
  }

  /** The members of one event loop, on which all of this happens. It ends with the last one. */
  private final class Round {

    private final EventLoop loop;
    private final List<List<Member>> turns = new ArrayList<>(TURNS);
    private int next;

    Round(EventLoop loop) {
      this.loop = loop;
      for (int i = 0; i < TURNS; i++) {
        turns.add(new ArrayList<>());
      }
      goOn();
    }

    /** Into the turn that is a whole tick away: those who come together are spread as they came. */
    void add(Member member) {
      turns.get((next + TURNS - 1) % TURNS).add(member);
    }

    private void goOn() {
      var _ = loop.schedule(this::take, turnNanos, TimeUnit.NANOSECONDS);
    }

    /** Whatever happens in a turn, the next one comes: all connections of the loop live by it. */
    private void take() {
      List<Member> due = turns.get(next);
      try {
        Turn turn = new Turn();
        due.removeIf(member -> !looksAfterItself(member, turn));
        turn.send();
      } catch (Throwable e) {
        log.warn("a turn of connections failed", e);
      } finally {
        next = (next + 1) % TURNS;
        if (turns.stream().allMatch(List::isEmpty)) {
          byLoop.remove(loop);
        } else {
          goOn();
        }
      }
    }
  }

  /** One that fails takes the turns of no other. */
  private static boolean looksAfterItself(Member member, Turn turn) {
    try {
      return member.tick(turn);
    } catch (Throwable e) {
      log.warn("a connection could not look after itself", e);
      return true;
    }
  }
}
