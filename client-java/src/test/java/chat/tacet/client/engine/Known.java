package chat.tacet.client.engine;

import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.content.RoomState.DeviceListHead;
import chat.tacet.client.protocol.identity.DeviceList;
import chat.tacet.client.protocol.identity.OurAccountIdentity;
import chat.tacet.client.protocol.identity.OurDevice;
import chat.tacet.client.protocol.identity.SignedDeviceList;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.identity.VerifiedDeviceList;
import java.util.ArrayList;
import java.util.List;

/** An account with one device, and every list it signed. */
final class Known {

  private static final long THEN = 1_780_000_000_000L;

  OurAccountIdentity identity = OurAccountIdentity.generate(Desk.RANDOM);
  OurDevice device;
  final List<Bytes> signed = new ArrayList<>();
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

  /** A server signs one in its place, without the old identity. */
  void isReplaced() {
    identity = OurAccountIdentity.generate(Desk.RANDOM);
    device =
        new OurDevice(account(), device.id(), identity.key(), device.signing(), device.agreement());
    newest =
        newest.next(sign(newest.reset(identity.key(), List.of(device.listed(THEN)), THEN + 1)));
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
