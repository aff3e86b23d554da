package chat.tacet.client.engine.state;

import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.identity.VerifiedDeviceList;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was verified of one account's device lists.
 *
 * @param newest the latest one
 * @param hashes of the versions verified, the last being that of the newest, [C-16]
 */
public record Lists(VerifiedDeviceList newest, List<Bytes> hashes) {

  private static final int HASH_LENGTH = 32;

  /** The newest and 1,024 earlier ones, [C-16]: more would be a list that changes for sport. */
  private static final int MAX_HASHES = 1_025;

  public static Lists begin(VerifiedDeviceList first) {
    return new Lists(first, List.of(first.hash()));
  }

  /** With the next one, or the same if it is the newest again; refuses what [I-6] refuses. */
  public Lists next(Bytes signed) {
    VerifiedDeviceList next = newest.next(signed);
    if (next.version() == newest.version()) {
      return this;
    }
    List<Bytes> more = new ArrayList<>(hashes);
    more.add(next.hash());
    return new Lists(
        next, List.copyOf(more.subList(Math.max(0, more.size() - MAX_HASHES), more.size())));
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
      out.u8(1).prefixed(lists.newest.signed());
      Fields.list(out, lists.hashes, out::raw);
    }

    @Override
    public Lists read(ByteReader in) {
      in.version(1);
      return new Lists(
          VerifiedDeviceList.restore(account, in.prefixed()),
          Fields.list(in, reader -> reader.bytes(HASH_LENGTH)));
    }
  }
}
