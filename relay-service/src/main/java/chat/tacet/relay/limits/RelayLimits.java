package chat.tacet.relay.limits;

import chat.tacet.kit.boot.MayBeZero;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The one table of limits. Every bound has a default that suits a small server and may be set as
 * {@code tacet.relay.limits.*} (or {@code TACET_RELAY_LIMITS_*}); tests set small ones. All are
 * above 0 where nothing else is said.
 */
@ConfigurationProperties("tacet.relay.limits")
public record RelayLimits(
    @DefaultValue Frame frame,
    @DefaultValue Send send,
    @DefaultValue Delivery delivery,
    @DefaultValue Mailbox mailbox,
    @DefaultValue Connection connection,
    @DefaultValue Rate rate,
    @DefaultValue Directory directory,
    @DefaultValue Removal removal,
    @DefaultValue Presence presence,
    @DefaultValue Store store,
    @DefaultValue Space space,
    @DefaultValue Rest rest) {

  /**
   * Frames on the wire.
   *
   * @param maxBytes one WebSocket message, both ways: what browsers and gateways pass without
   *     splitting, and far above what one chat message needs
   * @param maxAckIds mail ids of one {@code Ack}: a window of them, and a frame stays small
   * @param maxNodePartBytes memory for what has come only in part on all connections: frames,
   *     messages of several frames, and Sends before their commit. A thousand that are half way
   *     with 64 KiB each; a household's server has 256 MB of this kind of memory
   * @param maxAccountPartBytes of these for one account: its devices each in the middle of a frame,
   *     and two of them in the middle of the largest Send
   */
  public record Frame(
      @DefaultValue("65536") int maxBytes,
      @DefaultValue("256") int maxAckIds,
      @DefaultValue("67108864") long maxNodePartBytes,
      @DefaultValue("4194304") long maxAccountPartBytes) {}

  /**
   * Messages on their way in.
   *
   * @param maxContentBytes ciphertext of one message; with a sealed key of {@code maxSealedBytes}
   *     and the ids it still fits one {@code Deliver} frame of 64 KiB
   * @param maxSealedBytes one sealed key ({@code docs/spec}, W-3)
   * @param maxBytes content and sealed keys of one Send: 272 devices × the 1.3 KiB of a first
   *     message × 3
   * @param maxDevices keys of one Send: rooms of 256 devices, and the sender's other 15
   * @param assemblyTimeout from the first part to the commit, on the slowest usable network
   * @param maxInFlight committed Sends per connection that wait for the store; beyond it the relay
   *     stops reading the socket, so that TCP slows the sender down
   * @param maxInFlightBytes the same in bytes: two of the largest
   * @param maxNodeBytes bytes of all connections that wait for the store; whoever comes then is put
   *     off. Each byte is copied some five times on its way, half of that in the heap: a
   *     household's server has 256 MB of it, for everything
   * @param maxTypingBytes one sealed typing notice
   */
  public record Send(
      @DefaultValue("49152") int maxContentBytes,
      @DefaultValue("4096") int maxSealedBytes,
      @DefaultValue("1048576") int maxBytes,
      @DefaultValue("272") int maxDevices,
      @DefaultValue("30s") Duration assemblyTimeout,
      @DefaultValue("64") int maxInFlight,
      @DefaultValue("2097152") int maxInFlightBytes,
      @DefaultValue("25165824") long maxNodeBytes,
      @DefaultValue("512") int maxTypingBytes) {}

  /**
   * Mail on its way out.
   *
   * @param windowFrames unacknowledged frames at most: enough to fill a slow link, and that a
   *     client which takes in a hundred at a time has the next hundred at hand; the bytes bound the
   *     memory
   * @param windowBytes unacknowledged bytes at most
   * @param batch entries read from the store at once
   * @param batchBytes what a batch should weigh: it shrinks when entries are large
   * @param maxPendingAcks acks not yet confirmed by the store; beyond it nothing more is delivered,
   *     because it could be delivered again; with a window more, they go to the store in one call
   */
  public record Delivery(
      @DefaultValue("256") int windowFrames,
      @DefaultValue("1048576") int windowBytes,
      @DefaultValue("64") int batch,
      @DefaultValue("262144") int batchBytes,
      @DefaultValue("1024") int maxPendingAcks) {

    /** Arguments that Lua takes from a list are fewer than 8,000. */
    private static final int MAX_TOGETHER = 6_000;

    public Delivery {
      if (windowFrames + maxPendingAcks > MAX_TOGETHER) {
        throw new IllegalArgumentException(
            "window-frames and max-pending-acks are %d together at most".formatted(MAX_TOGETHER));
      }
    }
  }

  /**
   * What waits.
   *
   * @param retention mail not collected for so long expires (architecture.md)
   * @param bodyExtra a shared body outlives the last entry that names it by this
   * @param maxEntries waiting in one mailbox: 45 days of a busy person's mail
   * @param maxBytes of one mailbox: what waits, content counted for each recipient, and the
   *     envelopes it remembers
   * @param maxSeen envelopes a mailbox remembers at least, and little more than twice as many at
   *     most, to store each once: far more than can be unanswered when a connection breaks, at 144
   *     bytes each in a table, so that one more costs no search. What is repeated later the
   *     recipient recognises
   * @param sharedBodyAbove recipient devices from which on the content is stored once, in its own
   *     slot, and not in each mailbox
   * @param counterRetention how long the highest send counter of a silent device is remembered
   */
  public record Mailbox(
      @DefaultValue("45d") Duration retention,
      @MayBeZero @DefaultValue("1d") Duration bodyExtra,
      @DefaultValue("20000") int maxEntries,
      @DefaultValue("67108864") long maxBytes,
      @DefaultValue("512") int maxSeen,
      @MayBeZero @DefaultValue("2") int sharedBodyAbove,
      @DefaultValue("400d") Duration counterRetention) {}

  /**
   * Sockets.
   *
   * @param maxPerNode sockets of this node: below the usual hard limit of 20,000 open files
   * @param maxPerAccount sockets of one account on this node: 16 devices, each with its successor
   * @param maxArriving devices between their request and their socket at this node: each takes some
   *     milliseconds of a core, so that on a busy small machine all are through within a few
   *     seconds, before clients give up
   * @param comeAgainWithin over how long those are spread who find no place; a second at least is
   *     added
   * @param pingInterval told to clients; below the 60 s after which middle boxes forget a flow
   * @param readIdle silence after which a socket is closed: 2.5 ping intervals
   * @param writeStall how long a socket may stay unwritable before its reader counts as too slow
   * @param maxPendingBytes written and not yet taken by the network
   * @param tick how often a connection looks after itself (idle, stalled, old assemblies); the
   *     connections of an event loop do so in turns
   * @param reread the slow timer: leases renewed, and the mailbox read if there is mail, in case a
   *     wake-up was lost
   * @param lease how long the note "this node holds that device" outlives its node
   * @param doubt how long a connection goes on after another node said that a newer one took its
   *     device: a connection that the device gave up before this one is noticed to be gone by then
   * @param drain how long a closing node waits for Sends in flight
   * @param movedPerSecond devices that a closing node sends away in a second: as many upgrades as
   *     another node takes beside its work when it has just been restarted itself
   * @param moveWithin when all of them are told at the latest: with the drain, below what
   *     supervisors wait before they kill
   */
  public record Connection(
      @DefaultValue("15000") int maxPerNode,
      @DefaultValue("32") int maxPerAccount,
      @DefaultValue("128") int maxArriving,
      @MayBeZero @DefaultValue("8s") Duration comeAgainWithin,
      @DefaultValue("20s") Duration pingInterval,
      @DefaultValue("50s") Duration readIdle,
      @DefaultValue("30s") Duration writeStall,
      @DefaultValue("4194304") int maxPendingBytes,
      @DefaultValue("5s") Duration tick,
      @DefaultValue("15s") Duration reread,
      @DefaultValue("60s") Duration lease,
      @MayBeZero @DefaultValue("2s") Duration doubt,
      @MayBeZero @DefaultValue("5s") Duration drain,
      @DefaultValue("50") int movedPerSecond,
      @MayBeZero @DefaultValue("10s") Duration moveWithin) {

    /** Its turns are a 20th of it, and none is without a pause before the next. */
    private static final Duration SHORTEST_TICK = Duration.ofMillis(20);

    public Connection {
      if (tick.compareTo(SHORTEST_TICK) < 0) {
        throw new IllegalArgumentException("tick is at least " + SHORTEST_TICK.toMillis() + "ms");
      }
    }
  }

  /**
   * Per connection, but that messages count for their device: on this one, on the next one, and
   * without one. Kept in memory, so they hold while Redis is down.
   *
   * @param frames frames per second: a client that acks each of 2,000 waiting messages singly
   * @param framesBurst frames at once
   * @param bytes bytes per second
   * @param bytesBurst bytes at once: one largest Send several times over
   * @param sends messages per second of a client that empties its outbox
   * @param sendsBurst messages at once: what somebody wrote in a day without a network leaves
   *     without a pause
   * @param typings typing notices per second; more are dropped
   * @param typingsBurst typing notices at once
   * @param presences changes of the presence setting per second
   * @param presencesBurst changes at once: a person plays with a switch; more is a program
   */
  public record Rate(
      @DefaultValue("1000") int frames,
      @DefaultValue("4000") int framesBurst,
      @DefaultValue("2097152") int bytes,
      @DefaultValue("8388608") int bytesBurst,
      @DefaultValue("50") int sends,
      @DefaultValue("2000") int sendsBurst,
      @MayBeZero @DefaultValue("2") int typings,
      @MayBeZero @DefaultValue("8") int typingsBurst,
      @DefaultValue("1") int presences,
      @DefaultValue("20") int presencesBurst) {}

  /**
   * The directory projection.
   *
   * @param cacheFor age of a cached document: a removed member writes no longer than this
   * @param maxCached documents of each kind in memory
   * @param retryAfter what a sender is told when the projection is behind: publishing takes less
   * @param publishedWithin how long a device that connects may be missing in its list: it may have
   *     put that list a moment ago
   * @param readsPerSend documents read anew for a message that did not fit what was known, which
   *     count as one more message of {@link Rate}: in a room of 256 it counts as 17 then, so that
   *     64 under way when a device list changes are within the burst
   */
  public record Directory(
      @DefaultValue("5s") Duration cacheFor,
      @DefaultValue("50000") int maxCached,
      @DefaultValue("1s") Duration retryAfter,
      @MayBeZero @DefaultValue("2s") Duration publishedWithin,
      @DefaultValue("16") int readsPerSend) {}

  /**
   * Devices that were signed out.
   *
   * @param every how often they are looked for: their sockets are closed and their mail is gone
   *     within 5 s, also when the news of it is lost
   * @param repeatedFor how long their mailboxes are deleted again: far longer than any node's
   *     directory is old
   */
  public record Removal(
      @DefaultValue("2s") Duration every, @DefaultValue("60s") Duration repeatedFor) {}

  /**
   * Who is online.
   *
   * @param lease how long somebody counts as online after their node fell silent
   * @param sweep how often nodes look for expired leases
   * @param sweepBatch leases ended at once
   * @param lastSeenFor how long the last-seen time is kept
   * @param maxFriends friends whose presence is sent to a device that becomes visible
   */
  public record Presence(
      @DefaultValue("60s") Duration lease,
      @DefaultValue("10s") Duration sweep,
      @DefaultValue("128") int sweepBatch,
      @DefaultValue("45d") Duration lastSeenFor,
      @DefaultValue("2000") int maxFriends) {}

  /**
   * Redis.
   *
   * @param timeout of one command: longer than an fsync of a busy disk
   * @param maxQueued commands sent to one server and unanswered; more are rejected
   * @param retryAfter what a sender is told while the store is away
   * @param replicas that must have a message before it is accepted; none unless a replica may take
   *     over
   * @param copiedWithin how long they may take: replicas answer in milliseconds, or are gone
   */
  public record Store(
      @DefaultValue("5s") Duration timeout,
      @DefaultValue("65536") int maxQueued,
      @DefaultValue("2s") Duration retryAfter,
      @MayBeZero @DefaultValue("0") int replicas,
      @DefaultValue("1s") Duration copiedWithin) {}

  /**
   * The same without a socket. A device sends as fast as {@link Rate} says.
   *
   * @param page envelopes of one answer, and ids of one acknowledgement, at most
   * @param longestWait how long a reader may wait for mail; below the time the gateway gives a
   *     service
   * @param lookEvery how often the mailbox of a waiting reader is looked at
   * @param maxWaiting readers that wait at this node: each holds one of the gateway's 256
   *     connections to it
   * @param maxSends messages that are being read or stored at this node: each may be 1.5 MB, and
   *     one address has at most 32 of them under way at a gateway
   * @param maxDevices devices whose rate is remembered at once
   */
  public record Rest(
      @DefaultValue("64") int page,
      @DefaultValue("20s") Duration longestWait,
      @DefaultValue("500ms") Duration lookEvery,
      @MayBeZero @DefaultValue("96") int maxWaiting,
      @DefaultValue("96") int maxSends,
      @DefaultValue("50000") int maxDevices) {}

  /**
   * Room for mail in Redis.
   *
   * @param fullAbove the part of Redis' memory above which no new mail is stored: the rest is for
   *     tickets, revocations, the directory and acknowledgements, none of which people can make
   *     grow like mail, and for what is under way when the line is crossed
   * @param senderShare the part of an empty store that one account's uncollected mail may take; it
   *     shrinks as the store fills, see {@code StoreCapacity}
   * @param readEvery how often the memory of Redis is read
   * @param staleAfter age of a reading from which on nobody knows: several were missed
   * @param senderReread age of what is known of one sender: mail collected meanwhile counts until
   *     then
   * @param maxSenders senders remembered at once
   * @param retryAfter what a sender is told who finds no room: mail is collected in minutes, and
   *     asking costs little
   */
  public record Space(
      @DefaultValue("0.75") double fullAbove,
      @DefaultValue("0.25") double senderShare,
      @DefaultValue("1s") Duration readEvery,
      @DefaultValue("10s") Duration staleAfter,
      @DefaultValue("5s") Duration senderReread,
      @DefaultValue("50000") int maxSenders,
      @DefaultValue("30s") Duration retryAfter) {}
}
