package chat.tacet.client.engine.state;

import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.identity.OurDevice;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.pair.Pair;
import chat.tacet.client.protocol.ratchet.SessionId;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import org.jspecify.annotations.Nullable;

/**
 * What is kept about one other device.
 *
 * @param failing the ratchet session that a message named which could not be opened: a repair is
 *     due, [S-8]
 */
public record Peer(Pair pair, @Nullable SessionId failing) {

  private static final Draft.Form<Peer> FORM =
      new Draft.Form<>() {
        @Override
        public void write(ByteWriter out, Peer peer) {
          out.u8(1).prefixed(peer.pair.encode().reveal());
          out.optional(peer.failing, id -> out.raw(id.value()));
        }

        @Override
        public Peer read(ByteReader in) {
          in.version(1);
          return new Peer(
              Pair.decode(in.prefixedSecret()),
              in.optional(reader -> new SessionId(reader.bytes(SessionId.LENGTH))));
        }
      };

  /** As stored, or new. */
  public static Peer of(Draft draft, OurDevice us, TheirDevice them) {
    return draft
        .read(Table.SESSIONS, key(draft, them.account(), them.id()), FORM)
        .orElseGet(() -> new Peer(Pair.between(us, them), null));
  }

  public static Peer read(Bytes record) {
    return Draft.Form.read(FORM, Table.SESSIONS, record);
  }

  public Peer with(Pair next) {
    return new Peer(next, failing);
  }

  /**
   * After a message opened in that session: if it is the active one, it is sound; an older one says
   * nothing about a repair that is due, [S-8].
   */
  public Peer after(Pair.Opened opened, SessionId session) {
    Pair next = opened.next();
    boolean sound = next.activeSession().filter(active -> active.id().equals(session)).isPresent();
    return new Peer(next, opened.repairDue().orElse(sound ? null : failing));
  }

  public Peer failing(@Nullable SessionId session) {
    return new Peer(pair, session);
  }

  /** Whether a bundle is needed before something can be sealed for it. */
  public boolean needsBundle(long now) {
    return pair.needsSession(now) || (failing != null && pair.mayRepair(now));
  }

  public void put(Draft draft) {
    draft.put(
        Table.SESSIONS, key(draft, pair.theirs().account(), pair.theirs().device()), FORM, this);
  }

  public static void delete(Draft draft, TheirDevice them) {
    draft.delete(Table.SESSIONS, key(draft, them.account(), them.id()));
  }

  // [I-2] Under its id alone, an account could have what is meant for another's device sealed for
  // its own.
  private static Bytes key(Draft draft, AccountId account, DeviceId device) {
    return draft.tag(
        Table.SESSIONS, new ByteWriter().raw(account.value()).raw(device.value()).toBytes());
  }
}
