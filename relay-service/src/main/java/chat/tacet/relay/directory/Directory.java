package chat.tacet.relay.directory;

import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * The directory projection, which {@code social-service} writes and can rebuild at any time ({@code
 * contracts/events}). Answers may be some seconds old unless asked {@link Freshness#NOW}. Every
 * future fails if the store could not be reached.
 */
public interface Directory {

  /** How old an answer may be. */
  enum Freshness {
    /** As old as the cache keeps it. */
    RECENT,
    /** Read now, for an answer that refuses somebody. */
    NOW
  }

  /**
   * A room as this account may know it: one that it may not know is as if there were none, also in
   * how long it takes to say so. Whoever is no member is always answered from the store.
   */
  CompletionStage<Versioned<Room>> room(UUID room, UUID asker, Freshness freshness);

  CompletionStage<Versioned<DeviceList>> devices(UUID account, Freshness freshness);

  CompletionStage<Versioned<Circle>> circle(UUID account, Freshness freshness);
}
