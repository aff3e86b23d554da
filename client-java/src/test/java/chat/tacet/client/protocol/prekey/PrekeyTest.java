package chat.tacet.client.protocol.prekey;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.people.Phone;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.vectors.Refused;
import chat.tacet.contracts.identity.v1.Prekey;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("[PK] Bob's prekeys")
class PrekeyTest {

  private final Phone bob = new Phone("Bob");
  private final Phone mallory = new Phone("Mallory");
  private final Randomness randomness = bob.randomness();

  @Test
  @DisplayName("[PK-4] the one-time ML-KEM prekey is used if there is one, else the last resort")
  void choice() {
    PrekeyBundle with = verify(bob.publish(true), PrekeyCounters.NONE);
    assertThat(with.kem().id().kind()).isEqualTo(PrekeyKind.ML_KEM_768_ONE_TIME);
    assertThat(Objects.requireNonNull(with.oneTime()).id().kind())
        .isEqualTo(PrekeyKind.X25519_ONE_TIME);
    PrekeyBundle without = verify(bob.publish(false), PrekeyCounters.NONE);
    assertThat(without.kem().id().kind()).isEqualTo(PrekeyKind.ML_KEM_768_LAST_RESORT);
    assertThat(without.oneTime()).isNull();
  }

  @Test
  @DisplayName("[PK-4] every prekey is verified, used or not")
  void everyOne() {
    FetchedBundle good = bob.publish(true);
    FetchedBundle bad = mallory.publish(true);
    Refused.with(
        "prekey-signature",
        () ->
            verify(
                new FetchedBundle(
                    bad.x25519Signed(),
                    good.x25519OneTime(),
                    good.mlKemLastResort(),
                    good.mlKemOneTime()),
                PrekeyCounters.NONE));
    Refused.with(
        "prekey-signature",
        () ->
            verify(
                new FetchedBundle(
                    good.x25519Signed(),
                    bad.x25519OneTime(),
                    good.mlKemLastResort(),
                    good.mlKemOneTime()),
                PrekeyCounters.NONE));
    Refused.with(
        "prekey-signature",
        () ->
            verify(
                new FetchedBundle(
                    good.x25519Signed(),
                    good.x25519OneTime(),
                    bad.mlKemLastResort(),
                    good.mlKemOneTime()),
                PrekeyCounters.NONE));
    Refused.with(
        "prekey-kind",
        () ->
            verify(
                new FetchedBundle(
                    Objects.requireNonNull(good.x25519OneTime()),
                    null,
                    good.mlKemLastResort(),
                    null),
                PrekeyCounters.NONE));
  }

  @Test
  @DisplayName(
      "[PK-2] a signature of another device's key is none, and names bind it to its device")
  void otherDevice() {
    SignedPrekey ofMallory = mallory.publish(false).x25519Signed();
    SignedPrekey resigned =
        new SignedPrekey(
            ofMallory.prekey(),
            bob.us()
                .signing()
                .sign(
                    new ByteWriter()
                        .label("tacet/prekey/v1")
                        .raw(ofMallory.prekey())
                        .toByteArray()));
    Refused.with(
        "prekey-of-another-device", () -> resigned.verify(bob.theirs(), PrekeyKind.X25519_SIGNED));
  }

  @Test
  @DisplayName("[PK-4] a rotating counter below the highest seen is an alarm")
  void loweredCounter() {
    FetchedBundle before = bob.publish(false);
    bob.rotate();
    PrekeyCounters seen = verify(bob.publish(false), PrekeyCounters.NONE).counters();
    assertThat(seen).isEqualTo(new PrekeyCounters(2, 2));
    Refused.with("prekey-counter-lowered", () -> verify(before, seen));
    assertThat(verify(bob.publish(false), seen).counters()).isEqualTo(seen);
  }

  @Test
  @DisplayName("[PK-3] rotating counters begin with 1, one-time prekeys have none")
  void counters() {
    PrekeyId signed = new PrekeyId(PrekeyKind.X25519_SIGNED, 9);
    PrekeyId oneTime = new PrekeyId(PrekeyKind.ML_KEM_768_ONE_TIME, 9);
    Refused.with("prekey-malformed", () -> OurPrekey.generate(signed, 0, 1, randomness));
    Refused.with("prekey-malformed", () -> OurPrekey.generate(oneTime, 1, 1, randomness));
  }

  @Test
  @DisplayName("[PK-1] key ids are u32, all of them")
  void ids() {
    PrekeyId highest = new PrekeyId(PrekeyKind.X25519_ONE_TIME, 0xffff_ffffL);
    OurPrekey prekey = OurPrekey.generate(highest, 0, 1, randomness);
    assertThat(OurPrekey.decode(prekey.encode())).isEqualTo(prekey);
    assertThat(prekey.sign(bob.us()).verify(bob.theirs(), highest.kind()).id()).isEqualTo(highest);
    Refused.with(
        "prekey-id-malformed", () -> new PrekeyId(PrekeyKind.X25519_ONE_TIME, 0x1_0000_0000L));
  }

  @Test
  @DisplayName("[K-4] [PK-4] an ML-KEM prekey that fails the modulus check is refused")
  void kemKey() throws Exception {
    Prekey sound = Prekey.parseFrom(bob.publish(false).mlKemLastResort().prekey().toArray());
    byte[] key = sound.getPublicKey().toByteArray();
    key[0] = (byte) 0xff;
    key[1] = (byte) 0xff;
    Bytes broken =
        Bytes.of(sound.toBuilder().setPublicKey(ByteString.copyFrom(key)).build().toByteArray());
    SignedPrekey signed =
        new SignedPrekey(
            broken,
            bob.us()
                .signing()
                .sign(new ByteWriter().label("tacet/prekey/v1").raw(broken).toByteArray()));
    FetchedBundle fetched =
        new FetchedBundle(bob.publish(false).x25519Signed(), null, signed, null);
    Refused.with("kem-key-invalid", () -> verify(fetched, PrekeyCounters.NONE));
  }

  @Test
  @DisplayName("[PK-2] a signed field nobody knows is refused")
  void unknownField() throws Exception {
    Prekey sound = Prekey.parseFrom(bob.publish(false).x25519Signed().prekey().toArray());
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();
    Bytes more = Bytes.of(sound.toBuilder().setUnknownFields(unknown).build().toByteArray());
    byte[] input = new ByteWriter().label("tacet/prekey/v1").raw(more).toByteArray();
    SignedPrekey signed = new SignedPrekey(more, bob.us().signing().sign(input));
    Refused.with("prekey-malformed", () -> signed.verify(bob.theirs(), PrekeyKind.X25519_SIGNED));
  }

  @Test
  @DisplayName("[PK-1] a private prekey prints redacted")
  void redacted() {
    assertThat(bob.prekeys().toString()).contains("seed=redacted");
  }

  private PrekeyBundle verify(FetchedBundle fetched, PrekeyCounters highest) {
    return PrekeyBundle.verify(fetched, bob.theirs(), highest);
  }
}
