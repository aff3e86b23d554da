package chat.tacet.client.protocol.identity;

import chat.tacet.client.protocol.Refusal.Validation;
import chat.tacet.client.protocol.Refusal.Verification;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.crypto.Sha256;
import java.util.List;
import java.util.Optional;

/**
 * A device list whose form, signatures and place in the account's history hold. There is no other
 * way to a {@link TheirDevice}, [I-5].
 */
public final class VerifiedDeviceList {

  private final Bytes signed;
  private final Bytes hash;
  private final DeviceList list;
  private final List<SignedDeviceList.DeviceSignature> signatures;

  private VerifiedDeviceList(
      Bytes signed,
      Bytes hash,
      DeviceList list,
      List<SignedDeviceList.DeviceSignature> signatures) {
    this.signed = signed;
    this.hash = hash;
    this.list = list;
    this.signatures = signatures;
  }

  /**
   * The first list of an account: lists are taken one version at a time, beginning with 1, [I-6].
   *
   * @param signed a protobuf {@code SignedDeviceList} as received
   */
  public static VerifiedDeviceList first(AccountId account, Bytes signed) {
    VerifiedDeviceList list = restore(account, signed);
    if (list.version() != 1) {
      throw new RefusedException(Validation.DEVICE_LIST_GAP);
    }
    return list;
  }

  /**
   * Reads again what was verified and stored before. Signatures are checked, the place in the
   * history is not: never for what a server says.
   */
  public static VerifiedDeviceList restore(AccountId account, Bytes signed) {
    SignedDeviceList message = SignedDeviceList.decode(signed);
    DeviceList list = DeviceListCodec.decode(message.list());
    requireSignatures(account, message, list);
    return new VerifiedDeviceList(signed, Sha256.hash(message.list()), list, message.devices());
  }

  /** The list after this one, or this one if it is the same again, [I-6], [I-7]. */
  public VerifiedDeviceList next(Bytes nextSigned) {
    VerifiedDeviceList next = restore(list.account(), nextSigned);
    if (next.version() < version()) {
      throw new RefusedException(Verification.DEVICE_LIST_ROLLED_BACK);
    }
    if (next.version() == version()) {
      if (!next.hash.equals(hash)) {
        throw new RefusedException(Verification.DEVICE_LIST_FORKED);
      }
      return this;
    }
    if (next.version() > version() + 1) {
      throw new RefusedException(Validation.DEVICE_LIST_GAP);
    }
    if (!next.list.previousHash().equals(hash)) {
      throw new RefusedException(Verification.DEVICE_LIST_FORKED);
    }
    if (next.list.format() < list.format()) {
      throw new RefusedException(Verification.DEVICE_LIST_FORMAT);
    }
    if (next.list.identity().equals(list.identity()) == next.list.identityReset()) {
      throw new RefusedException(Verification.DEVICE_LIST_IDENTITY_CHANGED);
    }
    requireSameKeys(next);
    return next;
  }

  /**
   * For the lists of our own account: under another identity a server could add a listener, [I-6].
   */
  public VerifiedDeviceList requireIdentity(AccountIdentityKey ours) {
    if (!list.identity().equals(ours)) {
      throw new RefusedException(Verification.DEVICE_LIST_IDENTITY_CHANGED);
    }
    return this;
  }

  /** The list to sign after this one, under the same identity. */
  public DeviceList successor(List<ListedDevice> devices, long now) {
    return new DeviceList(
        list.account(), list.identity(), version() + 1, hash, devices, now, false);
  }

  /** The list to sign after this one when the account identity is replaced. */
  public DeviceList reset(AccountIdentityKey identity, List<ListedDevice> devices, long now) {
    return new DeviceList(list.account(), identity, version() + 1, hash, devices, now, true);
  }

  public AccountId account() {
    return list.account();
  }

  public AccountIdentityKey identity() {
    return list.identity();
  }

  public long version() {
    return list.version();
  }

  /** SHA-256 of the list bytes as sent, 32 bytes. */
  public Bytes hash() {
    return hash;
  }

  public DeviceList list() {
    return list;
  }

  /** As received, for storage and for {@link #restore}. */
  public Bytes signed() {
    return signed;
  }

  /**
   * What each device signed, in their order; with format 2 the next list takes them over, [I-4].
   */
  public List<SignedDeviceList.DeviceSignature> signatures() {
    return signatures;
  }

  public List<TheirDevice> devices() {
    return list.devices().stream().map(this::theirs).toList();
  }

  public Optional<TheirDevice> device(DeviceId id) {
    return find(id).map(this::theirs);
  }

  /**
   * A device that an earlier list of the same identity named: what it sent may be opened, [I-13].
   */
  public TheirDevice formerly(ListedDevice device) {
    return theirs(device);
  }

  private TheirDevice theirs(ListedDevice device) {
    return new TheirDevice(list.account(), list.identity(), device);
  }

  private Optional<ListedDevice> find(DeviceId id) {
    return list.devices().stream().filter(device -> device.id().equals(id)).findAny();
  }

  // [I-7] Also across a reset.
  private void requireSameKeys(VerifiedDeviceList next) {
    for (ListedDevice device : next.list.devices()) {
      if (find(device.id()).filter(known -> !known.hasKeysOf(device)).isPresent()) {
        throw new RefusedException(Verification.DEVICE_LIST_KEYS_CHANGED);
      }
    }
  }

  // [I-5]
  private static void requireSignatures(
      AccountId account, SignedDeviceList message, DeviceList list) {
    if (!list.account().equals(account)) {
      throw new RefusedException(Verification.DEVICE_LIST_OF_ANOTHER_ACCOUNT);
    }
    byte[] accountInput = SignedDeviceList.accountInput(message.list());
    if (!list.identity().key().verifies(accountInput, message.account())) {
      throw new RefusedException(Verification.DEVICE_LIST_ACCOUNT_SIGNATURE);
    }
    if (message.devices().size() != list.devices().size()) {
      throw new RefusedException(Verification.DEVICE_LIST_DEVICE_SIGNATURE);
    }
    for (int i = 0; i < list.devices().size(); i++) {
      ListedDevice device = list.devices().get(i);
      SignedDeviceList.DeviceSignature signature = message.devices().get(i);
      if (!signature.device().equals(device.id())
          || !device
              .signingKey()
              .key()
              .verifies(
                  SignedDeviceList.deviceInput(message.list(), list, device),
                  signature.signature())) {
        throw new RefusedException(Verification.DEVICE_LIST_DEVICE_SIGNATURE);
      }
    }
  }
}
