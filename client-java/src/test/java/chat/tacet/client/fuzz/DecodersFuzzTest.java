package chat.tacet.client.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.people.Phone;
import chat.tacet.client.people.SeededRandomness;
import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.content.Content;
import chat.tacet.client.protocol.content.ContentCipher;
import chat.tacet.client.protocol.content.ContentKey;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.handshake.HandshakeMessage;
import chat.tacet.client.protocol.identity.OurAccountIdentity;
import chat.tacet.client.protocol.identity.OurDevice;
import chat.tacet.client.protocol.identity.SignedDeviceList;
import chat.tacet.client.protocol.identity.VerifiedDeviceList;
import chat.tacet.client.protocol.pair.Pair;
import chat.tacet.client.protocol.password.WrappingKey;
import chat.tacet.client.protocol.prekey.FetchedBundle;
import chat.tacet.client.protocol.prekey.OurPrekey;
import chat.tacet.client.protocol.prekey.PrekeyBundle;
import chat.tacet.client.protocol.prekey.PrekeyCounters;
import chat.tacet.client.protocol.prekey.SignedPrekey;
import chat.tacet.client.protocol.ratchet.RatchetSession;
import chat.tacet.client.protocol.ratchet.SealedMessage;
import chat.tacet.client.protocol.vault.VaultKeys;
import chat.tacet.client.protocol.vault.VaultRoot;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;

/**
 * Whatever bytes come, a decoder gives a value or refuses them, and never for a reason that would
 * be our fault. Each method is a target of Jazzer ({@code ./tacet verify fuzz}); otherwise it runs
 * what lies in the corpus.
 */
@DisplayName("[W-1] Decoders and any bytes")
class DecodersFuzzTest {

  private final FuzzWorld world = FuzzWorld.get();
  private final Randomness randomness = new SeededRandomness("fuzz");

  @FuzzTest
  void sealedMessage(byte[] bytes) {
    decode(
        bytes,
        input -> {
          SealedMessage message = SealedMessage.decode(input);
          assertThat(message.head().length() + message.ciphertext().length())
              .isEqualTo(input.length());
        });
  }

  @FuzzTest
  void openedMessage(byte[] bytes) {
    Phone bob = world.bob();
    Secret before = bob.pair(world.alice()).encode();
    decode(bytes, input -> bob.tryToRead(world.alice(), input));
    assertThat(bob.pair(world.alice()).encode()).isEqualTo(before);
  }

  @FuzzTest
  void typingNotice(byte[] bytes) {
    Pair pair = world.bob().pair(world.alice());
    decode(bytes, input -> pair.openTyping(input, world.bob().now(), null));
  }

  @FuzzTest
  void handshake(byte[] bytes) {
    decode(bytes, input -> assertThat(HandshakeMessage.decode(input).encode()).isEqualTo(input));
  }

  @FuzzTest
  void pair(byte[] bytes) {
    decode(
        bytes,
        input -> {
          Secret encoded = Pair.decode(secret(input)).encode();
          assertThat(Pair.decode(encoded).encode()).isEqualTo(encoded);
        });
  }

  @FuzzTest
  void ratchetSession(byte[] bytes) {
    decode(
        bytes,
        input -> {
          Secret encoded = RatchetSession.decode(secret(input)).encode();
          assertThat(RatchetSession.decode(encoded).encode()).isEqualTo(encoded);
        });
  }

  @FuzzTest
  void deviceList(byte[] bytes) {
    decode(
        bytes,
        input -> {
          SignedDeviceList list = SignedDeviceList.decode(input);
          assertThat(SignedDeviceList.decode(list.encode())).isEqualTo(list);
        });
    decode(bytes, input -> VerifiedDeviceList.restore(world.alice().us().account(), input));
  }

  @FuzzTest
  void prekey(byte[] bytes) {
    FetchedBundle good = world.bundle();
    decode(
        bytes,
        input -> {
          SignedPrekey prekey = SignedPrekey.decode(input);
          FetchedBundle bundle = new FetchedBundle(prekey, null, good.mlKemLastResort(), null);
          PrekeyBundle.verify(bundle, world.alice().theirs(), PrekeyCounters.NONE);
        });
  }

  @FuzzTest
  void ourRecords(byte[] bytes) {
    decode(
        bytes,
        input -> assertThat(OurPrekey.decode(secret(input)).encode()).isEqualTo(secret(input)));
    decode(
        bytes,
        input -> assertThat(OurDevice.decode(secret(input)).encode()).isEqualTo(secret(input)));
    decode(
        bytes,
        input ->
            assertThat(OurAccountIdentity.decode(secret(input)).encode()).isEqualTo(secret(input)));
  }

  @FuzzTest
  void content(byte[] bytes) {
    decode(
        bytes,
        input -> {
          Content content = Content.decode(secret(input), world.address().room());
          assertThat(Content.decode(content.encode(), content.room())).isEqualTo(content);
        });
  }

  /** What a sender who knows the key may have padded. */
  @FuzzTest
  void contentOfSender(byte[] bytes) {
    decode(
        bytes,
        input -> {
          Secret content = secret(input);
          ContentCipher.SealedContent sealed =
              ContentCipher.seal(content, world.address(), randomness);
          assertThat(ContentCipher.open(sealed.body(), sealed.key(), world.address()))
              .isEqualTo(content);
        });
  }

  @FuzzTest
  void body(byte[] bytes) {
    decode(bytes, input -> ContentCipher.open(input, world.contentKey(), world.address()));
    decode(bytes, input -> ContentCipher.messageId(input, world.address()));
  }

  @FuzzTest
  void contentKey(byte[] bytes) {
    decode(
        bytes,
        input -> assertThat(ContentKey.decode(secret(input)).encode()).isEqualTo(secret(input)));
  }

  @FuzzTest
  void vault(byte[] bytes) {
    VaultRoot root = new VaultRoot(Secret.of(new byte[32]));
    decode(bytes, input -> VaultKeys.of(root).open("pairs", Bytes.EMPTY, 1, input));
    WrappingKey key = new WrappingKey(Secret.of(new byte[32]));
    decode(bytes, input -> VaultRoot.unwrap(input, key, world.alice().us().account()));
  }

  private static void decode(byte[] bytes, Consumer<Bytes> decoder) {
    try {
      decoder.accept(Bytes.of(bytes));
    } catch (RefusedException refused) {
      assertThat(refused.refusal()).isNotInstanceOfAny(Refusal.Usage.class, Refusal.Internal.class);
    }
  }

  private static Secret secret(Bytes input) {
    return Secret.of(input.toArray());
  }
}
