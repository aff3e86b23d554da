package chat.tacet.client.engine;

import chat.tacet.client.model.Ids;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.content.RoomState.DeviceListHead;
import chat.tacet.client.protocol.identity.DeviceList;
import chat.tacet.client.protocol.identity.OurAccountIdentity;
import chat.tacet.client.protocol.identity.OurDevice;
import chat.tacet.client.protocol.identity.SignedDeviceList;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.identity.VerifiedDeviceList;
import chat.tacet.client.protocol.prekey.OurPrekey;
import chat.tacet.client.protocol.prekey.PrekeyId;
import chat.tacet.client.protocol.prekey.PrekeyKind;
import chat.tacet.client.rest.KeysApi;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** An account with one device, and every list it signed. */
final class Known {

  private static final long THEN = 1_780_000_000_000L;

  OurAccountIdentity identity = OurAccountIdentity.generate(Desk.RANDOM);
  OurDevice device;
  final List<Bytes> signed = new ArrayList<>();
  private final Map<UUID, OurDevice> added = new HashMap<>();
  private VerifiedDeviceList newest;

  Known() {
    AccountId account = AccountId.of(Desk.RANDOM.next(AccountId.LENGTH));
    device = OurDevice.generate(account, identity.key(), Desk.RANDOM);
    DeviceList first =
        DeviceList.first(account, identity.key(), List.of(device.listed(THEN)), THEN);
    newest = VerifiedDeviceList.first(account, sign(first));
  }

  AccountId account() {
    return device.account();
  }

  TheirDevice theirs() {
    return newest.device(device.id()).orElseThrow();
  }

  /** Signs another list that names the same device. */
  void signsAnotherList() {
    newest =
        newest.next(sign(newest.successor(List.of(device.listed(THEN)), THEN + newest.version())));
  }

  /** Another device in the place of the one there was, by a list of that time. */
  void changesDevice(long at) {
    device = OurDevice.generate(account(), identity.key(), Desk.RANDOM);
    newest = newest.next(sign(newest.successor(List.of(device.listed(at)), at)));
  }

  /** One more device. @return its id */
  DeviceId adds(long at) {
    OurDevice other = OurDevice.generate(account(), identity.key(), Desk.RANDOM);
    List<OurDevice> both =
        Stream.of(device, other).sorted(Comparator.comparing(each -> each.id().value())).toList();
    DeviceList list = newest.successor(both.stream().map(each -> each.listed(at)).toList(), at);
    Bytes bytes = SignedDeviceList.sign(list, identity, both).encode();
    signed.add(bytes);
    newest = newest.next(bytes);
    added.put(Ids.uuid(other.id()), other);
    return other.id();
  }

  /** A server signs one in its place, without the old identity. */
  void isReplaced() {
    identity = OurAccountIdentity.generate(Desk.RANDOM);
    device =
        new OurDevice(account(), device.id(), identity.key(), device.signing(), device.agreement());
    newest =
        newest.next(sign(newest.reset(identity.key(), List.of(device.listed(THEN)), THEN + 1)));
  }

  /** Prekeys as the service hands them out, without one-time ones. */
  KeysApi.BundleBytes bundle(UUID account, UUID ofDevice) {
    OurDevice owner = added.getOrDefault(ofDevice, device);
    return new KeysApi.BundleBytes(
        prekey(PrekeyKind.X25519_SIGNED, owner),
        Optional.empty(),
        Optional.empty(),
        prekey(PrekeyKind.ML_KEM_768_LAST_RESORT, owner));
  }

  private static Bytes prekey(PrekeyKind kind, OurDevice owner) {
    return OurPrekey.generate(new PrekeyId(kind, 0), 1, THEN, Desk.RANDOM).sign(owner).encode();
  }

  DeviceListHead head() {
    return new DeviceListHead(account(), newest.version(), newest.hash());
  }

  private Bytes sign(DeviceList list) {
    Bytes bytes = SignedDeviceList.sign(list, identity, List.of(device)).encode();
    signed.add(bytes);
    return bytes;
  }
}
