package chat.tacet.client.engine.state;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.identity.VerifiedDeviceList;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was verified of one account's device lists.
 *
 * @param newest the latest one
 * @param hashes of the versions verified, the last being that of the newest, [C-16]
 * @param former devices that are not on it any more, in the order in which they left, [I-13]
 */
public record Lists(VerifiedDeviceList newest, List<Bytes> hashes, List<Former> former) {

  private static final int HASH_LENGTH = 32;

  /** The newest and 1,024 earlier ones, [C-16]: more would be a list that changes for sport. */
  private static final int MAX_HASHES = 1_025;

  /** Form 1 knew of no former devices. */
  private static final int FORM_WITHOUT_FORMER = 1;

  /** Form 2 did not know when the lists without them were made. */
  private static final int FORM_WITHOUT_TIME = 2;

  private static final int FORM = 3;

  public static Lists begin(VerifiedDeviceList first) {
    return new Lists(first, List.of(first.hash()), List.of());
  }

  /**
   * With the next one, or the same if it is the newest again; refuses what [I-6] refuses. A list
   * that replaces the identity leaves no former devices: what one that was lost or stolen wrote is
   * not its owner's, and nobody can tell since when.
   */
  public Lists next(Bytes signed, long now, long emptiedFrom) {
    VerifiedDeviceList next = newest.next(signed);
    if (next.version() == newest.version()) {
      return this;
    }
    List<Bytes> more = new ArrayList<>(hashes);
    more.add(next.hash());
    boolean same = next.identity().equals(newest.identity());
    return new Lists(
        next,
        last(MAX_HASHES, more),
        same ? last(Limits.MAX_FORMER_DEVICES, left(next, now, emptiedFrom)) : List.of());
  }

  private List<Former> left(VerifiedDeviceList next, long now, long emptiedFrom) {
    long madeAt = next.list().createdAt();
    return Stream.concat(
            former.stream(),
            newest.list().devices().stream().map(device -> new Former(device, now, madeAt)))
        .filter(each -> next.device(each.device().id()).isEmpty())
        .filter(each -> each.isUnderWay(now, emptiedFrom))
        .toList();
  }

  private static <T> List<T> last(int count, List<T> all) {
    return List.copyOf(all.subList(Math.max(0, all.size() - count), all.size()));
  }

  /** The device, if it is former, and what it sent may still be under way. */
  public Optional<TheirDevice> former(DeviceId device, long now, long emptiedFrom) {
    return former.stream()
        .filter(each -> each.device().id().equals(device) && each.isUnderWay(now, emptiedFrom))
        .findAny()
        .map(each -> newest.formerly(each.device()));
  }

  /** Without former devices of which nothing is read any more. */
  public Lists swept(long now, long emptiedFrom) {
    return new Lists(
        newest,
        hashes,
        former.stream()
            .filter(each -> each.isUnderWay(now, emptiedFrom))
            .map(each -> each.since(now))
            .toList());
  }

  /** Devices known here of which those that follow say nothing. */
  public List<TheirDevice> forgottenBy(Lists after) {
    return Stream.concat(newest.list().devices().stream(), former.stream().map(Former::device))
        .filter(device -> after.newest.device(device.id()).isEmpty())
        .filter(device ->
            after.former.stream().noneMatch(each -> each.device().id().equals(device.id())))
        .map(newest::formerly)
        .toList();
  }

  /** Of a record: its account, if it has former devices. */
  public static Optional<AccountId> accountWithFormer(Bytes record) {
    var in = new ByteReader(record, Table.DEVICE_LISTS.spelling());
    if (in.u8() == FORM_WITHOUT_FORMER) {
      return Optional.empty();
    }
    AccountId account = Fields.account(in);
    return in.u32() == 0 ? Optional.empty() : Optional.of(account);
  }

  /** Of a version that was verified; empty if it is newer than those, or too old. */
  public Optional<Bytes> hash(long version) {
    long index = hashes.size() - 1 - (newest.version() - version);
    return index >= 0 && index < hashes.size()
        ? Optional.of(hashes.get((int) index))
        : Optional.empty();
  }

  public static Optional<Lists> of(Draft draft, AccountId account) {
    return draft
        .read(Table.DEVICE_LISTS, key(draft, account))
        .map(bytes -> Draft.Form.read(new ListsForm(account), Table.DEVICE_LISTS, bytes));
  }

  public void put(Draft draft) {
    AccountId account = newest.account();
    draft.put(Table.DEVICE_LISTS, key(draft, account), new ListsForm(account), this);
  }

  private static Bytes key(Draft draft, AccountId account) {
    return draft.tag(Table.DEVICE_LISTS, account.value());
  }

  private record ListsForm(AccountId account) implements Draft.Form<Lists> {

    @Override
    public void write(ByteWriter out, Lists lists) {
      out.u8(FORM).raw(account.value());
      Fields.list(out, lists.former, each -> each.write(out));
      out.prefixed(lists.newest.signed());
      Fields.list(out, lists.hashes, out::raw);
    }

    @Override
    public Lists read(ByteReader in) {
      List<Former> former = List.of();
      int form = in.version(FORM_WITHOUT_FORMER, FORM_WITHOUT_TIME, FORM);
      if (form != FORM_WITHOUT_FORMER) {
        Fields.account(in);
        former = Fields.list(in, form == FORM ? Former::read : Former::readWithoutTime);
      }
      return new Lists(
          VerifiedDeviceList.restore(account, in.prefixed()),
          Fields.list(in, reader -> reader.bytes(HASH_LENGTH)),
          former);
    }
  }
}
