package chat.tacet.client.protocol.identity;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.people.SeededRandomness;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.identity.SignedDeviceList.DeviceSignature;
import chat.tacet.client.vectors.Refused;
import chat.tacet.client.vectors.Vectors;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@DisplayName("[I] Alice's device lists")
class DeviceListTest {

  private static final long NOW = 1_790_000_000_000L;

  private final Randomness randomness = new SeededRandomness("lists");
  private final AccountId account = AccountId.of(randomness.next(16));
  private final OurAccountIdentity identity = OurAccountIdentity.generate(randomness);
  private final OurDevice phone = device();
  private final OurDevice laptop = device();
  private final VerifiedDeviceList first =
      VerifiedDeviceList.first(account, sign(firstList(phone), identity, phone));

  @Test
  @DisplayName("[I-3] [I-4] a second device is added with a list both devices signed")
  void grows() {
    VerifiedDeviceList second = first.next(signByBoth(successor(phone, laptop)));
    assertThat(second.version()).isEqualTo(2);
    assertThat(second.devices()).hasSize(2);
    assertThat(second.device(laptop.id())).isPresent();
    assertThat(first.next(first.signed())).isSameAs(first);
    VerifiedDeviceList restored = VerifiedDeviceList.restore(account, second.signed());
    assertThat(restored.hash()).isEqualTo(second.hash());
  }

  @Test
  @DisplayName("[I-4] a device signs its place once, and need not be there for the lists after")
  void goesFromListToList() {
    VerifiedDeviceList second = first.next(signByBoth(successor(phone, laptop)));
    OurDevice tablet = device();
    DeviceList list = second.successor(listed(phone, laptop, tablet), NOW);
    List<DeviceSignature> signatures =
        Stream.concat(second.signatures().stream(), Stream.of(SignedDeviceList.place(tablet, NOW)))
            .sorted(Comparator.comparing(DeviceSignature::device))
            .toList();
    VerifiedDeviceList third =
        second.next(SignedDeviceList.of(list, identity, signatures).encode());
    assertThat(third.devices()).hasSize(3);
    assertThat(third.signatures()).containsAll(second.signatures());
    // Another time is another place.
    List<ListedDevice> later = sorted(phone).stream().map(each -> each.listed(NOW + 1)).toList();
    Bytes moved =
        SignedDeviceList.of(first.successor(later, NOW), identity, first.signatures()).encode();
    Refused.with("device-list-device-signature", () -> first.next(moved));
  }

  @Test
  @DisplayName("[I-3] lists of format 1 verify, go on in format 2, and never back")
  void formatOne() {
    JsonNode file = Vectors.read("device-lists-format-1.json");
    AccountId owner = new AccountId(Vectors.hex(file, "accountId"));
    List<Bytes> signed =
        file.get("signedDeviceLists")
            .valueStream()
            .map(each -> Bytes.fromHex(each.asString()))
            .toList();
    VerifiedDeviceList third =
        VerifiedDeviceList.first(owner, signed.get(0)).next(signed.get(1)).next(signed.get(2));
    assertThat(third.list().format()).isEqualTo(1);
    OurAccountIdentity theirs = OurAccountIdentity.decode(Vectors.secret(file, "identityRecord"));
    OurDevice owned = OurDevice.decode(Vectors.secret(file, "phone"));
    DeviceList next = third.successor(List.of(owned.listed(NOW)), NOW);
    VerifiedDeviceList fourth = third.next(sign(next, theirs, owned));
    assertThat(fourth.list().format()).isEqualTo(2);
    DeviceList back =
        new DeviceList(1, owner, theirs.key(), 5, fourth.hash(), next.devices(), NOW, false);
    Bytes bytes = DeviceListCodec.encode(back);
    byte[] input = SignedDeviceList.deviceInput(bytes, back, next.devices().getFirst());
    DeviceSignature signature = new DeviceSignature(owned.id(), owned.signing().sign(input));
    Bytes backSigned = SignedDeviceList.of(back, theirs, List.of(signature)).encode();
    Refused.with("device-list-format", () -> fourth.next(backSigned));
  }

  @Test
  @DisplayName("[I-3] 1 to 16 devices in ascending order")
  void form() {
    Refused.with("device-list-size", () -> firstList());
    List<OurDevice> many = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      many.add(device());
    }
    Refused.with("device-list-size", () -> firstList(many.toArray(OurDevice[]::new)));
    List<ListedDevice> descending =
        listed(phone, laptop).stream()
            .sorted(Comparator.comparing(ListedDevice::id).reversed())
            .toList();
    Refused.with(
        "device-list-order", () -> DeviceList.first(account, identity.key(), descending, NOW));
    List<ListedDevice> twice = List.of(phone.listed(NOW), phone.listed(NOW));
    Refused.with("device-list-order", () -> DeviceList.first(account, identity.key(), twice, NOW));
  }

  @Test
  @DisplayName("[I-3] version 1 has no predecessor, all others have one")
  void predecessor() {
    Refused.with("device-list-predecessor", () -> list(1, hash(7), false));
    Refused.with("device-list-predecessor", () -> list(2, hash(0), false));
    Refused.with("device-list-reset-of-nothing", () -> list(1, hash(0), true));
  }

  @Test
  @DisplayName("[I-5] whose list it is, and who signed it")
  void signatures() {
    AccountId mallory = AccountId.of(new byte[16]);
    Refused.with(
        "device-list-of-another-account", () -> VerifiedDeviceList.first(mallory, first.signed()));
    OurAccountIdentity forged = OurAccountIdentity.generate(randomness);
    Refused.with(
        "device-list-account-signature",
        () -> VerifiedDeviceList.first(account, sign(firstList(phone), forged, phone)));
    Refused.with(
        "device-list-device-signature",
        () -> VerifiedDeviceList.first(account, sign(firstList(phone), identity)));
    Refused.with(
        "device-list-device-signature",
        () -> VerifiedDeviceList.first(account, sign(firstList(phone), identity, laptop)));
    DeviceList both = firstList(phone, laptop);
    OurDevice[] reversed = sorted(phone, laptop).reversed().toArray(OurDevice[]::new);
    Refused.with(
        "device-list-device-signature",
        () -> VerifiedDeviceList.first(account, sign(both, identity, reversed)));
  }

  @Test
  @DisplayName("[I-6] no list is skipped, taken back or replaced")
  void history() {
    VerifiedDeviceList second = first.next(signByBoth(successor(phone, laptop)));
    DeviceList third = second.successor(listed(phone), NOW);
    Bytes thirdSigned = sign(third, identity, phone);
    Refused.with("device-list-gap", () -> first.next(thirdSigned));
    Refused.with("device-list-gap", () -> VerifiedDeviceList.first(account, second.signed()));
    Refused.with("device-list-rolled-back", () -> second.next(first.signed()));
    Bytes otherFirst =
        sign(DeviceList.first(account, identity.key(), listed(phone), NOW + 1), identity, phone);
    Refused.with("device-list-forked", () -> first.next(otherFirst));
    Bytes otherSecond =
        sign(
            VerifiedDeviceList.first(account, otherFirst).successor(listed(phone), NOW),
            identity,
            phone);
    Refused.with("device-list-forked", () -> first.next(otherSecond));
    assertThat(second.next(thirdSigned).version()).isEqualTo(3);
  }

  @Test
  @DisplayName("[I-6] the identity changes exactly with a reset, and never for its own account")
  void identityChanges() {
    OurAccountIdentity fresh = OurAccountIdentity.generate(randomness);
    OurDevice freshPhone = OurDevice.generate(account, fresh.key(), randomness);
    VerifiedDeviceList reset =
        first.next(sign(first.reset(fresh.key(), listed(freshPhone), NOW), fresh, freshPhone));
    assertThat(reset.list().identityReset()).isTrue();
    Refused.with("device-list-identity-changed", () -> reset.requireIdentity(identity.key()));
    assertThat(reset.requireIdentity(fresh.key())).isSameAs(reset);
    OurDevice moved =
        new OurDevice(account, phone.id(), fresh.key(), phone.signing(), phone.agreement());
    DeviceList secret =
        new DeviceList(account, fresh.key(), 2, first.hash(), listed(phone), NOW, false);
    Refused.with("device-list-identity-changed", () -> first.next(sign(secret, fresh, moved)));
    DeviceList loud =
        new DeviceList(account, identity.key(), 2, first.hash(), listed(phone), NOW, true);
    Refused.with("device-list-identity-changed", () -> first.next(sign(loud, identity, phone)));
  }

  @Test
  @DisplayName("[I-7] a device id keeps its keys, also across a reset")
  void keysStay() {
    OurDevice swapped =
        new OurDevice(account, phone.id(), identity.key(), laptop.signing(), phone.agreement());
    Refused.with(
        "device-list-keys-changed", () -> first.next(sign(successor(swapped), identity, swapped)));
    OurAccountIdentity fresh = OurAccountIdentity.generate(randomness);
    OurDevice swappedAgreement =
        new OurDevice(account, phone.id(), fresh.key(), phone.signing(), laptop.agreement());
    DeviceList reset = first.reset(fresh.key(), listed(swappedAgreement), NOW);
    Refused.with(
        "device-list-keys-changed", () -> first.next(sign(reset, fresh, swappedAgreement)));
  }

  @Test
  @DisplayName("[I-3] another format is refused before anything else is looked at")
  void format() throws Exception {
    var message =
        chat.tacet.contracts.identity.v1.SignedDeviceList.parseFrom(first.signed().toArray());
    var list = chat.tacet.contracts.identity.v1.DeviceList.parseFrom(message.getList());
    var future = message.toBuilder().setList(list.toBuilder().setFormat(3).build().toByteString());
    Refused.with(
        "device-list-version",
        () -> VerifiedDeviceList.first(account, Bytes.of(future.build().toByteArray())));
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();
    var more =
        message.toBuilder()
            .setList(list.toBuilder().setUnknownFields(unknown).build().toByteString());
    Refused.with(
        "device-list-malformed",
        () -> VerifiedDeviceList.first(account, Bytes.of(more.build().toByteArray())));
    var garbage = message.toBuilder().setList(ByteString.copyFrom(new byte[] {1}));
    Refused.with(
        "device-list-malformed",
        () -> VerifiedDeviceList.first(account, Bytes.of(garbage.build().toByteArray())));
    Refused.with(
        "signed-device-list-malformed",
        () -> VerifiedDeviceList.first(account, Bytes.of(new byte[] {1})));
  }

  @Test
  @DisplayName("[I-1] [I-2] records of our keys come back, and print nothing")
  void records() {
    assertThat(OurDevice.decode(phone.encode())).isEqualTo(phone);
    assertThat(OurAccountIdentity.decode(identity.encode())).isEqualTo(identity);
    byte[] swapped = phone.encode().reveal();
    swapped[100] ^= 1; // in the signing seed
    Refused.with("device-malformed", () -> OurDevice.decode(Secret.of(swapped)));
    assertThat(phone.toString()).contains("seed=redacted").doesNotContain("seed=Bytes");
    assertThat(identity.toString()).contains("seed=redacted");
  }

  private Bytes signByBoth(DeviceList list) {
    return sign(list, identity, sorted(phone, laptop).toArray(OurDevice[]::new));
  }

  private OurDevice device() {
    return OurDevice.generate(account, identity.key(), randomness);
  }

  private DeviceList firstList(OurDevice... devices) {
    return DeviceList.first(account, identity.key(), listed(devices), NOW);
  }

  private DeviceList successor(OurDevice... devices) {
    return first.successor(listed(devices), NOW);
  }

  private DeviceList list(long version, Bytes previous, boolean reset) {
    return new DeviceList(account, identity.key(), version, previous, listed(phone), NOW, reset);
  }

  private static Bytes hash(int last) {
    byte[] hash = new byte[32];
    hash[31] = (byte) last;
    return Bytes.of(hash);
  }

  private static List<ListedDevice> listed(OurDevice... devices) {
    return sorted(devices).stream().map(device -> device.listed(NOW)).toList();
  }

  private static List<OurDevice> sorted(OurDevice... devices) {
    return List.of(devices).stream().sorted(Comparator.comparing(OurDevice::id)).toList();
  }

  private static Bytes sign(DeviceList list, OurAccountIdentity identity, OurDevice... devices) {
    return SignedDeviceList.sign(list, identity, List.of(devices)).encode();
  }
}
