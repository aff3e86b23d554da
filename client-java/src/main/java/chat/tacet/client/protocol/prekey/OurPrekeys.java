package chat.tacet.client.protocol.prekey;

import java.util.Optional;

/** Where the private halves of our prekeys are looked up. */
@FunctionalInterface
public interface OurPrekeys {

  Optional<OurPrekey> find(PrekeyId id);
}
