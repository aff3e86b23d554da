package chat.tacet.relay.admission;

import chat.tacet.relay.admission.Verdict.Admitted;
import chat.tacet.relay.admission.Verdict.DirectoryBehind;
import chat.tacet.relay.admission.Verdict.WrongDevices;
import chat.tacet.relay.directory.DeviceList;
import chat.tacet.relay.directory.Versioned;
import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.SendHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Compares the devices of a room with those a message was sealed for. */
final class DeviceCheck {

  private DeviceCheck() {}

  /**
   * [F-4] Judges the set of devices.
   *
   * @param lists what the directory knows of every member of the room; all are there
   */
  static Verdict judge(
      DeviceAddress sender,
      SendHead head,
      Set<DeviceAddress> sealedFor,
      Map<UUID, CompletableFuture<Versioned<DeviceList>>> lists) {
    Map<UUID, Long> stale = new HashMap<>();
    Set<DeviceAddress> expected = HashSet.newHashSet(sealedFor.size() + 1);
    for (Map.Entry<UUID, CompletableFuture<Versioned<DeviceList>>> entry : lists.entrySet()) {
      UUID account = entry.getKey();
      Versioned<DeviceList> known = entry.getValue().join();
      long seen = head.listVersions().getOrDefault(account, 0L);
      if (!known.complete() || seen > known.version()) {
        return new DirectoryBehind();
      }
      if (seen < known.version()) {
        stale.put(account, known.version());
      }
      if (known.value() != null) {
        known.value().devices().forEach(id -> expected.add(new DeviceAddress(account, id)));
      }
    }
    // The sending device needs no key for itself, but it must belong: nobody could verify it.
    boolean belongs = expected.remove(sender);
    boolean right = head.targeted() ? expected.containsAll(sealedFor) : expected.equals(sealedFor);
    if (belongs && right && stale.isEmpty()) {
      return new Admitted();
    }
    List<DeviceAddress> extra = new ArrayList<>();
    if (!belongs) {
      extra.add(sender);
    }
    List<DeviceAddress> missing =
        head.targeted()
            ? List.of()
            : expected.stream().filter(device -> !sealedFor.contains(device)).toList();
    sealedFor.stream()
        .filter(device -> !expected.contains(device) && !extra.contains(device))
        .forEach(extra::add);
    return new WrongDevices(missing, extra, stale);
  }
}
