package chat.tacet.client.protocol.pair;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.Refusal.Validation;
import chat.tacet.client.protocol.Refusal.Verification;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.ratchet.TranscriptHash;
import java.util.ArrayList;
import java.util.List;

/** The handshakes without one-time prekey that were accepted, as long as they could open, [H-9]. */
record ReplayMemory(List<Entry> entries) {

  static final ReplayMemory EMPTY = new ReplayMemory(List.of());

  ReplayMemory {
    entries = List.copyOf(entries);
  }

  /** A handshake, and until when it is remembered at least, milliseconds. */
  record Entry(TranscriptHash transcript, long forgetAt) {}

  /** Refuses what was seen before, and anything new while it is full. */
  void requireNew(TranscriptHash transcript) {
    if (entries.stream().anyMatch(entry -> entry.transcript().equals(transcript))) {
      throw new RefusedException(Verification.HANDSHAKE_REPLAYED);
    }
    if (entries.size() >= Limits.MAX_REPLAY_MEMORY) {
      throw new RefusedException(Validation.REPLAY_MEMORY_FULL);
    }
  }

  ReplayMemory with(TranscriptHash transcript, long now) {
    List<Entry> more = new ArrayList<>(entries);
    more.add(new Entry(transcript, now + Limits.REPLAY_MEMORY_MS));
    return new ReplayMemory(more);
  }

  /**
   * Those past their time make room when it is needed, and not before: the prekeys of a device that
   * was away live longer.
   */
  ReplayMemory at(long now) {
    if (entries.size() < Limits.MAX_REPLAY_MEMORY) {
      return this;
    }
    return new ReplayMemory(entries.stream().filter(entry -> entry.forgetAt() > now).toList());
  }
}
