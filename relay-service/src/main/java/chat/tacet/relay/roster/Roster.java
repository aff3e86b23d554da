package chat.tacet.relay.roster;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The devices connected to this node: at most one connection each. */
public final class Roster {

  private final ConcurrentHashMap<UUID, ConnectedDevice> byDevice = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<UUID, Set<ConnectedDevice>> byAccount = new ConcurrentHashMap<>();

  /** Adds a connection and answers the one it replaces, which the caller lets doubt itself. */
  public @Nullable ConnectedDevice join(ConnectedDevice device) {
    byAccount.compute(
        device.address().account(),
        (account, devices) -> {
          Set<ConnectedDevice> set = devices == null ? ConcurrentHashMap.newKeySet() : devices;
          set.add(device);
          return set;
        });
    return byDevice.put(device.address().device(), device);
  }

  /**
   * A connection that was replaced holds its device after all.
   *
   * @return whether it is back; false if it was there, or another one is
   */
  public boolean returned(ConnectedDevice device) {
    return byDevice.putIfAbsent(device.address().device(), device) == null;
  }

  /** Removes this connection; a newer one of the same device stays. */
  public void leave(ConnectedDevice device) {
    byDevice.remove(device.address().device(), device);
    byAccount.computeIfPresent(
        device.address().account(),
        (account, devices) -> {
          devices.remove(device);
          return devices.isEmpty() ? null : devices;
        });
  }

  /** The connection of a device, if this node holds it. */
  public @Nullable ConnectedDevice find(UUID device) {
    return byDevice.get(device);
  }

  /** All connections of an account here. */
  public Collection<ConnectedDevice> ofAccount(UUID account) {
    return byAccount.getOrDefault(account, Set.of());
  }

  /** All connections here, also those whose place another one has: they may come back to it. */
  public List<ConnectedDevice> all() {
    return byAccount.values().stream().flatMap(Set::stream).toList();
  }

  /** How many devices are connected here. */
  public int size() {
    return byDevice.size();
  }
}
