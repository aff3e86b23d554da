package chat.tacet.client.protocol.pair;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.ratchet.RatchetSession;
import chat.tacet.client.protocol.ratchet.SessionFacts;
import chat.tacet.client.protocol.ratchet.SessionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The ratchet sessions of a pair: at most one is active, [S-1]. */
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

  /** We began one: it sends from now on. */
  Sessions begun(RatchetSession ours, long now) {
    List<RatchetSession> sessions = new ArrayList<>();
    all.forEach(session -> sessions.add(session.superseded(now)));
    sessions.add(ours);
    return new Sessions(sessions).bounded(ours);
  }

  /** They began one: both devices find the same active one in whatever order, [S-2]. */
  Sessions received(RatchetSession incoming, long now) {
    Optional<RatchetSession> active = active();
    if (active.isEmpty() || takesOver(incoming.facts(), active.get().facts())) {
      return begun(incoming, now);
    }
    List<RatchetSession> sessions = new ArrayList<>(all);
    sessions.add(incoming.superseded(now));
    return new Sessions(sessions).bounded(incoming);
  }

  /** Without those superseded long ago, [S-6]. */
  Sessions at(long now) {
    return new Sessions(
        all.stream()
            .filter(session ->
                session.isActive() || now - supersededAt(session) < Limits.SUPERSEDED_RETENTION_MS)
            .toList());
  }

  // [S-2]
  static boolean takesOver(SessionFacts incoming, SessionFacts active) {
    if (active.id().equals(incoming.replaces())) {
      return true;
    }
    if (incoming.id().equals(active.replaces())) {
      return false;
    }
    if (incoming.generation() != active.generation()) {
      return incoming.generation() > active.generation();
    }
    return incoming.transcript().compareTo(active.transcript()) < 0;
  }

  // [S-6] The oldest superseded ones go first, whatever the clock did meanwhile: never the newest.
  private Sessions bounded(RatchetSession newest) {
    if (all.size() <= Limits.MAX_SESSIONS_PER_PAIR) {
      return this;
    }
    RatchetSession oldest =
        all.stream()
            .filter(session -> !session.isActive() && !session.id().equals(newest.id()))
            .min(Comparator.comparingLong(Sessions::supersededAt))
            .orElseThrow();
    return new Sessions(all.stream().filter(session -> session != oldest).toList());
  }

  private static long supersededAt(RatchetSession session) {
    return Objects.requireNonNull(session.supersededAt());
  }
}
