package chat.tacet.client.people;

import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.content.ContentKey;
import chat.tacet.client.protocol.content.ContentSecret;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.identity.DeviceList;
import chat.tacet.client.protocol.identity.OurAccountIdentity;
import chat.tacet.client.protocol.identity.OurDevice;
import chat.tacet.client.protocol.identity.SignedDeviceList;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.identity.VerifiedDeviceList;
import chat.tacet.client.protocol.pair.Pair;
import chat.tacet.client.protocol.prekey.FetchedBundle;
import chat.tacet.client.protocol.prekey.OurPrekey;
import chat.tacet.client.protocol.prekey.PrekeyBundle;
import chat.tacet.client.protocol.prekey.PrekeyId;
import chat.tacet.client.protocol.prekey.PrekeyKind;
import chat.tacet.client.protocol.prekey.SignedPrekey;
import chat.tacet.client.protocol.ratchet.RatchetSession;
import chat.tacet.client.protocol.ratchet.SessionId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A device of one person with a memory: what its engine would have committed. Every method commits
 * only when nothing was refused.
 */
public final class Phone {

  private final OurAccountIdentity identity;
  private final OurDevice us;
  private final VerifiedDeviceList list;
  private final Randomness randomness;
  private final Map<PrekeyId, OurPrekey> prekeys = new HashMap<>();
  private final Map<DeviceId, Pair> pairs = new HashMap<>();
  private long now = 1_790_000_000_000L;
  private long oneTimeKeys;
  private long rotations;

  public Phone(String owner) {
    this(new SeededRandomness(owner));
  }

  public Phone(Randomness randomness) {
    this.randomness = randomness;
    AccountId account = AccountId.of(randomness.next(AccountId.LENGTH));
    this.identity = OurAccountIdentity.generate(randomness);
    this.us = OurDevice.generate(account, identity.key(), randomness);
    DeviceList first = DeviceList.first(account, identity.key(), List.of(us.listed(now)), now);
    this.list =
        VerifiedDeviceList.first(
            account, SignedDeviceList.sign(first, identity, List.of(us)).encode());
    rotate();
  }

  /** Publishes new rotating prekeys; the old ones stay. */
  public void rotate() {
    rotations++;
    keep(PrekeyKind.X25519_SIGNED, rotations, rotations);
    keep(PrekeyKind.ML_KEM_768_LAST_RESORT, rotations, rotations);
  }

  /** What the service hands out: with one-time prekeys, or after they ran out. */
  public FetchedBundle publish(boolean oneTime) {
    SignedPrekey x25519 = null;
    SignedPrekey mlKem = null;
    if (oneTime) {
      oneTimeKeys++;
      x25519 = keep(PrekeyKind.X25519_ONE_TIME, oneTimeKeys, 0).sign(us);
      mlKem = keep(PrekeyKind.ML_KEM_768_ONE_TIME, oneTimeKeys, 0).sign(us);
    }
    return new FetchedBundle(
        prekey(PrekeyKind.X25519_SIGNED, rotations).sign(us),
        x25519,
        prekey(PrekeyKind.ML_KEM_768_LAST_RESORT, rotations).sign(us),
        mlKem);
  }

  /** Fetches a bundle of the peer's and begins a ratchet session. */
  public void begin(Phone peer, boolean oneTime) {
    commit(pair(peer).startSession(us, verified(peer, oneTime), now, randomness));
  }

  public PrekeyBundle verified(Phone peer, boolean oneTime) {
    return PrekeyBundle.verify(peer.publish(oneTime), peer.theirs(), pair(peer).counters());
  }

  /** Seals a key; begins a session first if one is needed. */
  public Bytes write(Phone peer, ContentKey key) {
    if (pair(peer).needsSession(now)) {
      begin(peer, true);
    }
    Pair.Sealed sealed = pair(peer).seal(key, now, randomness);
    commit(sealed.next());
    return sealed.message();
  }

  public Bytes write(Phone peer, int number) {
    return write(peer, key(number));
  }

  public ContentKey read(Phone peer, Bytes sealed) {
    return open(peer, sealed).key();
  }

  public Pair.Opened open(Phone peer, Bytes sealed) {
    Pair.Opened opened = tryToRead(peer, sealed);
    commit(opened.next());
    opened.consumed().forEach(prekeys::remove);
    return opened;
  }

  /** Opens and stores nothing. */
  public Pair.Opened tryToRead(Phone peer, Bytes sealed) {
    return pair(peer).open(us, peer.theirs(), this::lookUp, sealed, now, randomness);
  }

  private Optional<OurPrekey> lookUp(PrekeyId id) {
    return Optional.ofNullable(prekeys.get(id));
  }

  /** A content key that stands for a number. */
  public static ContentKey key(int number) {
    byte[] bytes = new byte[ContentSecret.LENGTH];
    bytes[ContentSecret.LENGTH - 2] = (byte) (number >>> 8);
    bytes[ContentSecret.LENGTH - 1] = (byte) number;
    return new ContentKey(new ContentSecret(Secret.of(bytes)), MessageId.of(bytes));
  }

  public void pass(long milliseconds) {
    now += milliseconds;
  }

  public long now() {
    return now;
  }

  public OurDevice us() {
    return us;
  }

  public OurAccountIdentity identity() {
    return identity;
  }

  public VerifiedDeviceList list() {
    return list;
  }

  public Randomness randomness() {
    return randomness;
  }

  public TheirDevice theirs() {
    return list.device(us.id()).orElseThrow();
  }

  public Pair pair(Phone peer) {
    Pair pair = pairs.get(peer.us.id());
    return pair == null ? Pair.between(us, peer.theirs()) : pair;
  }

  public Optional<RatchetSession> sessionWith(Phone peer, SessionId id) {
    return pair(peer).session(id);
  }

  /** What the storage holds: survives a crash. */
  public void commit(Pair pair) {
    pairs.put(pair.theirs().device(), Pair.decode(pair.encode()));
  }

  public @Nullable OurPrekey findPrekey(PrekeyId id) {
    return prekeys.get(id);
  }

  public void forget(PrekeyId id) {
    prekeys.remove(id);
  }

  public List<OurPrekey> prekeys() {
    return List.copyOf(prekeys.values());
  }

  private OurPrekey keep(PrekeyKind kind, long number, long counter) {
    OurPrekey prekey = OurPrekey.generate(new PrekeyId(kind, number), counter, now, randomness);
    prekeys.put(prekey.id(), prekey);
    return prekey;
  }

  private OurPrekey prekey(PrekeyKind kind, long number) {
    return Optional.ofNullable(prekeys.get(new PrekeyId(kind, number))).orElseThrow();
  }
}
