package chat.tacet.client.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.people.Phone;
import chat.tacet.client.people.SeededRandomness;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.identity.DeviceList;
import chat.tacet.client.protocol.identity.ListedDevice;
import chat.tacet.client.protocol.identity.OurAccountIdentity;
import chat.tacet.client.protocol.identity.OurDevice;
import chat.tacet.client.protocol.identity.SignedDeviceList;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.identity.VerifiedDeviceList;
import chat.tacet.client.protocol.pair.Pair;
import chat.tacet.client.protocol.vault.VaultKeys;
import chat.tacet.client.protocol.vault.VaultRoot;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.StoreFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerTest {

  private final SeededRandomness randomness = new SeededRandomness("peer");
  private final Phone alice = new Phone("alice");
  private final Phone bob = new Phone("bob");

  @Test
  @DisplayName("[I-2] another account's device with the same id has nothing of the sessions")
  void namesake(@TempDir Path folder) {
    try (StoreFile file = StoreFile.open(folder.resolve("store"))) {
      VaultKeys keys = VaultKeys.of(VaultRoot.generate(randomness));
      Draft draft = file.unlock(keys, randomness).draft();
      alice.begin(bob, true);
      new Peer(alice.pair(bob), null).put(draft);
      draft.commit();

      TheirDevice namesake = namesakeOfBob();
      assertThat(Peer.of(draft, alice.us(), bob.theirs()).needsBundle(alice.now())).isFalse();
      assertThat(Peer.of(draft, alice.us(), namesake).needsBundle(alice.now())).isTrue();

      Peer.delete(draft, namesake);
      assertThat(Peer.of(draft, alice.us(), bob.theirs()).needsBundle(alice.now())).isFalse();
      Peer.delete(draft, bob.theirs());
      assertThat(Peer.of(draft, alice.us(), bob.theirs()).needsBundle(alice.now())).isTrue();
    }
  }

  @Test
  @DisplayName("[S-8] a repair is due until a message opens in the active session, and only there")
  void sound() {
    bob.read(alice, alice.write(bob, 1));
    Bytes late = alice.write(bob, 2);
    alice.begin(bob, true);
    bob.read(alice, alice.write(bob, 3));
    Bytes good = alice.write(bob, 4);
    var failing = new Peer(bob.pair(alice), Pair.sessionNamedBy(good));
    assertThat(failing.needsBundle(bob.now())).isTrue();

    Peer still = failing.after(bob.open(alice, late), Pair.sessionNamedBy(late));
    assertThat(still.needsBundle(bob.now())).isTrue();
    Peer sound = still.after(bob.open(alice, good), Pair.sessionNamedBy(good));
    assertThat(sound.needsBundle(bob.now())).isFalse();
  }

  /** Of an account of the server's own: keys of its own under the id of Bob's device. */
  private TheirDevice namesakeOfBob() {
    Phone server = new Phone("server");
    OurAccountIdentity identity = server.identity();
    OurDevice own = server.us();
    var device =
        new OurDevice(
            own.account(), bob.us().id(), own.accountIdentity(), own.signing(), own.agreement());
    List<ListedDevice> listed = List.of(device.listed(server.now()));
    DeviceList list = DeviceList.first(own.account(), identity.key(), listed, server.now());
    return VerifiedDeviceList.first(
            own.account(), SignedDeviceList.sign(list, identity, List.of(device)).encode())
        .device(device.id())
        .orElseThrow();
  }
}
