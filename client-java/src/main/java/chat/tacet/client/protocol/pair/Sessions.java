package chat.tacet.client.protocol.pair;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.ratchet.RatchetSession;
import chat.tacet.client.protocol.ratchet.SessionFacts;
import chat.tacet.client.protocol.ratchet.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The ratchet sessions of a pair: at most one is active, [S-1].
 *
 * @param all superseded ones in the order in which they were superseded, then the active one
 */
record Sessions(List<RatchetSession> all) {

  static final Sessions NONE = new Sessions(List.of());

  Sessions {
    all = List.copyOf(all);
  }

  Optional<RatchetSession> active() {
    return all.stream().filter(RatchetSession::isActive).findAny();
  }

  Optional<RatchetSession> find(SessionId id) {
    return all.stream().filter(session -> session.id().equals(id)).findAny();
  }

  /** One of them advanced. */
  Sessions with(RatchetSession next) {
    return new Sessions(
        all.stream().map(session -> session.id().equals(next.id()) ? next : session).toList());
  }

  /** One that sends from now on. */
  Sessions begun(RatchetSession session, long now) {
    List<RatchetSession> sessions = new ArrayList<>();
    all.forEach(before -> sessions.add(before.superseded(now)));
    sessions.add(session);
    return bounded(sessions);
  }

  /** They began one: both devices find the same active one in whatever order, [S-2]. */
  Sessions received(RatchetSession incoming, long now) {
    Optional<RatchetSession> active = active();
    if (active.isEmpty() || takesOver(incoming.facts(), active.get().facts())) {
      return begun(incoming, now);
    }
    List<RatchetSession> sessions = new ArrayList<>(all);
    sessions.add(sessions.size() - 1, incoming.superseded(now));
    return bounded(sessions);
  }

  /** Without those superseded long ago, [S-6]; what lies ahead begins now, [S-11]. */
  Sessions at(long now) {
    return new Sessions(
        all.stream()
            .filter(session ->
                session.isActive() || now - supersededAt(session) < Limits.SUPERSEDED_RETENTION_MS)
            .map(session -> session.supersededByThen(now))
            .toList());
  }

  // [S-2] What a session replaces has no say: its initiator may name one that stands above it.
  static boolean takesOver(SessionFacts incoming, SessionFacts active) {
    if (incoming.generation() != active.generation()) {
      return incoming.generation() > active.generation();
    }
    return incoming.transcript().compareTo(active.transcript()) < 0;
  }

  // [S-6] The oldest superseded ones go first.
  private static Sessions bounded(List<RatchetSession> sessions) {
    int over = Math.max(0, sessions.size() - Limits.MAX_SESSIONS_PER_PAIR);
    return new Sessions(sessions.subList(over, sessions.size()));
  }

  private static long supersededAt(RatchetSession session) {
    return Objects.requireNonNull(session.supersededAt());
  }
}
