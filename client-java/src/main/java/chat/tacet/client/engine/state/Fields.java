package chat.tacet.client.engine.state;

import chat.tacet.client.model.Ids;
import chat.tacet.client.model.Person;
import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.pair.DeviceAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/** Fields that several forms have. */
final class Fields {

  private Fields() {}

  static void text(ByteWriter out, String text) {
    out.prefixed(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(ByteReader in) {
    return new String(in.prefixed().toArray(), StandardCharsets.UTF_8);
  }

  static void uuid(ByteWriter out, UUID id) {
    out.raw(Ids.bytes(id));
  }

  static UUID uuid(ByteReader in) {
    return Ids.uuid(in.bytes(16));
  }

  static RoomId room(ByteReader in) {
    return new RoomId(in.bytes(RoomId.LENGTH));
  }

  static AccountId account(ByteReader in) {
    return new AccountId(in.bytes(AccountId.LENGTH));
  }

  static DeviceId device(ByteReader in) {
    return new DeviceId(in.bytes(DeviceId.LENGTH));
  }

  static ByteWriter address(ByteWriter out, DeviceAddress address) {
    return out.raw(address.account().value()).raw(address.device().value());
  }

  static DeviceAddress address(ByteReader in) {
    return new DeviceAddress(account(in), device(in));
  }

  static MessageId message(ByteReader in) {
    return new MessageId(in.bytes(MessageId.LENGTH));
  }

  static void person(ByteWriter out, Person person) {
    uuid(out, person.accountId());
    text(out, person.username());
    text(out, person.firstName());
    text(out, person.lastName());
    text(out, person.about());
  }

  static Person person(ByteReader in) {
    return new Person(uuid(in), text(in), text(in), text(in), text(in));
  }

  static <T> void list(ByteWriter out, Collection<T> list, Consumer<T> write) {
    out.u32(list.size());
    list.forEach(write);
  }

  static <T> List<T> list(ByteReader in, Function<ByteReader, T> read) {
    long size = in.u32();
    List<T> list = new ArrayList<>();
    for (long i = 0; i < size; i++) {
      list.add(read.apply(in));
    }
    return list;
  }

  /** By its name: constants may be added anywhere. */
  static <E extends Enum<E>> E choice(ByteReader in, Class<E> type) {
    try {
      return Enum.valueOf(type, text(in));
    } catch (IllegalArgumentException unknown) {
      throw in.refused(Fault.MALFORMED);
    }
  }

  /** A number in a key: big-endian, so that key order is number order. */
  static Bytes number(long number) {
    return new ByteWriter().u64(number).toBytes();
  }
}
