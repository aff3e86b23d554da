package chat.tacet.client.protocol.prekey;

import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.RefusedException;

/**
 * Names a prekey among those of one device, [PK-1].
 *
 * @param number a u32, unique per device and kind
 */
public record PrekeyId(PrekeyKind kind, long number) {

  private static final long MAX = 0xffff_ffffL;

  public PrekeyId {
    if (number < 0 || number > MAX) {
      throw new RefusedException(new Refusal.Codec("prekey-id", Fault.MALFORMED));
    }
  }
}
