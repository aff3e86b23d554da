package chat.tacet.relay.story;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Somebody with devices. */
final class Person {

  private final Town town;
  private final String name;
  private final UUID id = UUID.randomUUID();
  private final List<Device> devices = new ArrayList<>();
  private long listVersion;

  Person(Town town, String name) {
    this.town = town;
    this.name = name;
  }

  UUID id() {
    return id;
  }

  Town town() {
    return town;
  }

  Device device() {
    return devices.getFirst();
  }

  Device device(int index) {
    return devices.get(index);
  }

  List<Device> devices() {
    return List.copyOf(devices);
  }

  long listVersion() {
    return listVersion;
  }

  /** One more device, named in a new version of the device list. */
  Device newDevice() {
    Device device = unlistedDevice();
    add(device);
    return device;
  }

  /** A device of a login that no list names. */
  Device unlistedDevice() {
    return new Device(this, UUID.randomUUID());
  }

  /** Names a device in a new version of the list. */
  void add(Device device) {
    devices.add(device);
    listVersion++;
    publishDevices();
  }

  /** Signs a device out of the list. */
  void remove(Device device) {
    devices.remove(device);
    listVersion++;
    publishDevices();
  }

  private void publishDevices() {
    String ids =
        devices.stream().map(device -> "\"" + device.id() + "\"").collect(Collectors.joining(","));
    town.publish(
        "dir:devices:{" + id + "}",
        listVersion,
        "{\"accountId\":\"%s\",\"devices\":[%s],\"listHash\":\"AA\"}".formatted(id, ids));
  }

  @Override
  public String toString() {
    return name;
  }
}
