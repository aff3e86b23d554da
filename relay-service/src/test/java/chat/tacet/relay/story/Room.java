package chat.tacet.relay.story;

import chat.tacet.contracts.relay.v1.DeviceListVersion;
import chat.tacet.contracts.relay.v1.SealedKey;
import chat.tacet.contracts.relay.v1.Send;
import chat.tacet.contracts.relay.v1.SendHeader;
import chat.tacet.relay.frame.Ids;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** A room, and what a correct client would send into it. */
final class Room {

  private final Town town;
  private final UUID id;
  private final List<Person> members;

  /** Of a group also once only two are left. */
  private final String kind;

  private long version = 1;
  private boolean open = true;

  Room(Town town, UUID id, List<Person> members) {
    this.town = town;
    this.id = id;
    this.members = new ArrayList<>(members);
    this.kind = members.size() > 2 ? "group" : "direct";
  }

  UUID id() {
    return id;
  }

  long version() {
    return version;
  }

  void publish() {
    String ids =
        members.stream().map(member -> "\"" + member.id() + "\"").collect(Collectors.joining(","));
    town.publish(
        "dir:room:{" + id + "}",
        version,
        "{\"roomId\":\"%s\",\"kind\":\"%s\",\"members\":[%s],\"open\":%s}"
            .formatted(id, kind, ids, open));
  }

  /** Somebody is no longer a member. */
  void remove(Person person) {
    members.remove(person);
    version++;
    publish();
  }

  void close() {
    open = false;
    version++;
    publish();
  }

  /** The message, whole and correct, in one part. */
  Send.Builder message(Device sender, UUID envelopeId, String text) {
    return message(sender, envelopeId, ByteString.copyFromUtf8(text));
  }

  Send.Builder message(Device sender, UUID envelopeId, ByteString content) {
    return Send.newBuilder()
        .setEnvelopeId(Ids.write(envelopeId))
        .setHeader(header(sender))
        .setContentChunk(content)
        .addAllKeys(keys(sender))
        .setCommit(true);
  }

  SendHeader.Builder header(Device sender) {
    SendHeader.Builder header =
        SendHeader.newBuilder()
            .setRoomId(Ids.write(id))
            .setRoomVersion(version)
            .setSendCounter(sender.nextCounter());
    for (Person member : members) {
      header.addDeviceLists(
          DeviceListVersion.newBuilder()
              .setAccountId(Ids.write(member.id()))
              .setVersion(member.listVersion()));
    }
    return header;
  }

  /** A sealed key for every device of every member but the sending one. */
  List<SealedKey> keys(Device sender) {
    return members.stream()
        .flatMap(member -> member.devices().stream())
        .filter(device -> device != sender)
        .map(Room::keyFor)
        .toList();
  }

  static SealedKey keyFor(Device device) {
    return SealedKey.newBuilder()
        .setAccountId(Ids.write(device.owner().id()))
        .setDeviceId(Ids.write(device.id()))
        .setSealed(ByteString.copyFromUtf8("sealed for " + device.id()))
        .build();
  }
}
