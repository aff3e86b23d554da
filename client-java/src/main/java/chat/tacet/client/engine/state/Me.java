package chat.tacet.client.engine.state;

import chat.tacet.client.model.Person;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.identity.OurAccountIdentity;
import chat.tacet.client.protocol.identity.OurDevice;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import java.nio.charset.StandardCharsets;

/**
 * Who uses this store.
 *
 * @param person as shown to others; the username is that of the account
 */
public record Me(OurAccountIdentity identity, OurDevice device, Person person) {

  private static final Bytes IDENTITY = key("identity");
  private static final Bytes DEVICE = key("device");
  private static final Bytes PERSON = key("person");

  private static final Draft.Form<Person> PERSON_FORM =
      new Draft.Form<>() {
        @Override
        public void write(ByteWriter out, Person person) {
          out.u8(1);
          Fields.person(out, person);
        }

        @Override
        public Person read(ByteReader in) {
          in.version(1);
          return Fields.person(in);
        }
      };

  public AccountId account() {
    return device.account();
  }

  public DeviceId deviceId() {
    return device.id();
  }

  public void put(Draft draft) {
    draft.put(Table.ACCOUNT, IDENTITY, Bytes.of(identity.encode().reveal()));
    draft.put(Table.ACCOUNT, DEVICE, Bytes.of(device.encode().reveal()));
    draft.put(Table.ACCOUNT, PERSON, PERSON_FORM, person);
  }

  public static Me read(Draft draft) {
    return new Me(
        OurAccountIdentity.decode(secret(draft, IDENTITY)),
        OurDevice.decode(secret(draft, DEVICE)),
        draft.read(Table.ACCOUNT, PERSON, PERSON_FORM).orElseThrow());
  }

  private static Secret secret(Draft draft, Bytes key) {
    return Secret.of(draft.read(Table.ACCOUNT, key).orElseThrow().toArray());
  }

  private static Bytes key(String name) {
    return Bytes.of(name.getBytes(StandardCharsets.US_ASCII));
  }
}
