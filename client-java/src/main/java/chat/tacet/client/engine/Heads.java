package chat.tacet.client.engine;

import chat.tacet.client.engine.DeviceLists.Refreshed;
import chat.tacet.client.engine.state.Lists;
import chat.tacet.client.engine.state.Me;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.model.Ids;
import chat.tacet.client.protocol.Refusal.Verification;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.content.RoomState;
import chat.tacet.client.protocol.content.RoomState.DeviceListHead;
import chat.tacet.client.protocol.identity.TheirDevice;
import java.util.Optional;

/** Compares the lists others encrypt for with those this device was told, [C-16]. */
final class Heads {

  private final Me me;
  private final DeviceLists lists;
  private final Alarms alarms;

  Heads(Me me, DeviceLists lists, Alarms alarms) {
    this.me = me;
    this.lists = lists;
    this.alarms = alarms;
  }

  void compare(Talk talk, TheirDevice device, RoomState state) {
    for (DeviceListHead head : state.deviceLists()) {
      AccountId account = head.account();
      boolean member =
          account.equals(me.account()) || account.equals(Ids.account(talk.person().accountId()));
      if (member && isNews(head)) {
        lists.refresh(account, how -> compareAgain(head, device, how));
      }
    }
  }

  /** Whether it says of a version that is not known here; alarms if it contradicts. */
  private boolean isNews(DeviceListHead head) {
    Optional<Bytes> known = lists.of(head.account()).flatMap(l -> l.hash(head.version()));
    if (known.isPresent() && !known.get().equals(head.hash())) {
      alarms.raise(head.account(), Verification.DEVICE_LIST_FORKED);
    }
    return known.isEmpty();
  }

  private void compareAgain(DeviceListHead head, TheirDevice device, Refreshed how) {
    if (how != Refreshed.DONE) {
      return;
    }
    long newest = lists.of(head.account()).map(Lists::newest).map(l -> l.version()).orElse(0L);
    if (newest < head.version()) {
      alarms.raise(
          head.account().equals(me.account()) ? device.account() : head.account(),
          Verification.DEVICE_LIST_WITHHELD);
    } else {
      isNews(head);
    }
  }
}
