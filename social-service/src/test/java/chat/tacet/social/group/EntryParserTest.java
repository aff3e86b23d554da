package chat.tacet.social.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import chat.tacet.contracts.identity.v1.DeviceList;
import chat.tacet.contracts.identity.v1.SignedDeviceList;
import chat.tacet.contracts.room.v1.Accept;
import chat.tacet.contracts.room.v1.Create;
import chat.tacet.contracts.room.v1.Expel;
import chat.tacet.contracts.room.v1.Invite;
import chat.tacet.contracts.room.v1.Invitee;
import chat.tacet.contracts.room.v1.MembershipEntry;
import chat.tacet.contracts.room.v1.Remove;
import chat.tacet.contracts.room.v1.Rename;
import chat.tacet.contracts.room.v1.SignedMembershipEntry;
import chat.tacet.kit.problem.ProblemException;
import chat.tacet.social.room.GroupRoomId;
import chat.tacet.social.testing.Identity;
import chat.tacet.social.testing.SigningKey;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** [M-2] What is no entry, whoever signed it. */
class EntryParserTest {

  private static final long MAX_NUMBER = (1L << 53) - 1;
  private static final UUID AUTHOR = UUID.fromString("0fffffff-0000-4000-8000-000000000001");
  private static final ByteString KEY = ByteString.copyFrom(SigningKey.create().publicKey());

  @Test
  void anEntryIsRead() {
    var entry = parsed(invite(2));
    assertThat(entry.authorAccount()).isEqualTo(AUTHOR);
    assertThat(entry.sequence()).isEqualTo(2);
    assertThat(entry.hash().size()).isEqualTo(32);
    assertThat(((Change.Invite) entry.change()).people()).hasSize(2);
    assertThat(parsed(create()).change()).isInstanceOf(Change.Create.class);
    assertThat(parsed(invite(1).setListVersion(MAX_NUMBER)).listVersion()).isEqualTo(MAX_NUMBER);
  }

  static Stream<Arguments> spoilt() {
    return Stream.of(
        later("another format", entry -> entry.setFormat(2)),
        later("no format", MembershipEntry.Builder::clearFormat),
        later("a room id of 15 bytes", entry -> entry.setRoomId(bytes(15))),
        later("an account id of 17 bytes", entry -> entry.setAuthorAccountId(bytes(17))),
        later("no device", MembershipEntry.Builder::clearAuthorDeviceId),
        later("sequence 0", entry -> entry.setSequence(0)),
        later("a sequence above 2^53 - 1", entry -> entry.setSequence(MAX_NUMBER + 1)),
        later("a sequence above 2^63", entry -> entry.setSequence(-1)),
        later("the first that does not create", entry -> entry.setSequence(1)),
        later("one that creates later", entry -> entry.setCreate(create().getCreate())),
        later("a short hash", entry -> entry.setPreviousHash(bytes(31))),
        later("list version 0", entry -> entry.setListVersion(0)),
        later("a list version above 2^53 - 1", entry -> entry.setListVersion(MAX_NUMBER + 1)),
        later("a long list hash", entry -> entry.setListHash(bytes(33))),
        later("no time", MembershipEntry.Builder::clearCreatedAtMs),
        later("a time above 2^53 - 1", entry -> entry.setCreatedAtMs(Long.MIN_VALUE)),
        later("no change", MembershipEntry.Builder::clearChange),
        later("nobody invited", entry -> entry.setInvite(Invite.getDefaultInstance())),
        later("65 invited", entry -> entry.setInvite(invite(65).getInvite())),
        later("somebody twice", EntryParserTest::inviteTwice),
        later("people that descend", EntryParserTest::descend),
        later("an identity key of 31 bytes", entry -> identity(entry, bytes(31))),
        later(
            "an identity key of small order",
            entry -> identity(entry, ByteString.copyFrom(new byte[32]))),
        later("a removed nobody", entry -> entry.setRemove(Remove.getDefaultInstance())),
        later("a name hash of 5 bytes", entry -> entry.setRename(rename(5))),
        later("evidence that is none", entry -> entry.setExpel(expel(bytes(30)))),
        later("evidence of another account", entry -> entry.setExpel(expel(list(bytes(16))))),
        later("more than 8,192 bytes", entry -> entry.setExpel(expel(largeEvidence()))),
        first("a predecessor of the first", entry -> entry.setPreviousHash(bytes(32))),
        first("a short nonce", entry -> entry.getCreateBuilder().setNonce(bytes(31))),
        first("no name", entry -> entry.getCreateBuilder().clearNameHash()),
        first("another's room", entry -> entry.setAuthorAccountId(bytes(16))),
        first("another room", entry -> entry.setRoomId(bytes(16))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("spoilt")
  void whatBreaksARuleIsRefused(String what, MembershipEntry.Builder entry) {
    assertThat(what).isNotEmpty();
    assertRefused(signed(entry.build().toByteString()));
  }

  /** An unknown field, one given twice, a default written out, and a broken end. */
  @ParameterizedTest
  @ValueSource(strings = {"f80101", "08010801", "4800", "9a01"})
  @DisplayName("[M-2] one value has one encoding")
  void anotherEncodingIsRefused(String extra) {
    var entry = invite(1).build().toByteString();
    assertRefused(signed(entry.concat(ByteString.fromHex(extra))));
    assertRefused(
        ByteString.copyFrom(signed(entry)).concat(ByteString.fromHex(extra)).toByteArray());
  }

  /** Twenty thousand spoilt entries: refused or read, and nothing else. */
  @Test
  void anyBytesAreReadOrRefused() {
    var random = new Random(20_261_126);
    var seeds =
        Stream.of(create(), invite(3), accept().setExpel(expel(list(Identity.raw(AUTHOR)))))
            .map(entry -> signed(entry.build().toByteString()))
            .toList();
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      var bytes = seeds.get(random.nextInt(seeds.size())).clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      var failure = catchThrowable(() -> EntryParser.parse(bytes));
      if (failure != null) {
        assertThat(failure).isInstanceOf(ProblemException.class);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(5_000);
  }

  private static void assertRefused(byte[] signed) {
    var refusal = catchThrowableOfType(ProblemException.class, () -> EntryParser.parse(signed));
    assertThat(refusal.type().code()).isEqualTo("room-entry-invalid");
  }

  private static Entry parsed(MembershipEntry.Builder entry) {
    return EntryParser.parse(signed(entry.build().toByteString()));
  }

  private static byte[] signed(ByteString entry) {
    return SignedMembershipEntry.newBuilder()
        .setEntry(entry)
        .setSignature(bytes(64))
        .build()
        .toByteArray();
  }

  private static Arguments later(String what, Consumer<MembershipEntry.Builder> change) {
    return changed(what, accept(), change);
  }

  private static Arguments first(String what, Consumer<MembershipEntry.Builder> change) {
    return changed(what, create(), change);
  }

  private static Arguments changed(
      String what, MembershipEntry.Builder entry, Consumer<MembershipEntry.Builder> change) {
    change.accept(entry);
    return Arguments.of(what, entry);
  }

  private static MembershipEntry.Builder accept() {
    return MembershipEntry.newBuilder()
        .setFormat(1)
        .setRoomId(bytes(16))
        .setSequence(2)
        .setPreviousHash(bytes(32))
        .setAuthorAccountId(Identity.raw(AUTHOR))
        .setAuthorDeviceId(bytes(16))
        .setListVersion(1)
        .setListHash(bytes(32))
        .setCreatedAtMs(1_790_000_000_000L)
        .setAccept(Accept.getDefaultInstance());
  }

  private static MembershipEntry.Builder create() {
    var nonce = bytes(32);
    return accept()
        .setSequence(1)
        .setPreviousHash(EntryParser.NO_PREDECESSOR)
        .setRoomId(Identity.raw(GroupRoomId.of(AUTHOR, nonce.toByteArray())))
        .setCreate(Create.newBuilder().setNonce(nonce).setNameHash(bytes(32)));
  }

  private static MembershipEntry.Builder invite(int people) {
    var invite = Invite.newBuilder();
    for (int i = 0; i < people; i++) {
      invite.addPeople(person(i));
    }
    return accept().setInvite(invite);
  }

  private static Invitee.Builder person(int number) {
    return Invitee.newBuilder().setAccountId(Identity.raw(new UUID(0, number))).setIdentityKey(KEY);
  }

  private static void inviteTwice(MembershipEntry.Builder entry) {
    entry.setInvite(Invite.newBuilder().addPeople(person(1)).addPeople(person(1)));
  }

  private static void descend(MembershipEntry.Builder entry) {
    entry.setInvite(Invite.newBuilder().addPeople(person(2)).addPeople(person(1)));
  }

  private static void identity(MembershipEntry.Builder entry, ByteString key) {
    entry.setInvite(Invite.newBuilder().addPeople(person(1).setIdentityKey(key)));
  }

  private static Rename.Builder rename(int length) {
    return Rename.newBuilder().setNameHash(bytes(length));
  }

  private static Expel.Builder expel(ByteString evidence) {
    return Expel.newBuilder().setAccountId(Identity.raw(AUTHOR)).setEvidence(evidence);
  }

  private static ByteString list(ByteString accountId) {
    var list = DeviceList.newBuilder().setAccountId(accountId).setVersion(2).build();
    return SignedDeviceList.newBuilder().setList(list.toByteString()).build().toByteString();
  }

  private static ByteString largeEvidence() {
    var list =
        DeviceList.newBuilder()
            .setAccountId(Identity.raw(AUTHOR))
            .setAccountIdentityKey(bytes(8_192))
            .build();
    return SignedDeviceList.newBuilder().setList(list.toByteString()).build().toByteString();
  }

  private static ByteString bytes(int length) {
    var bytes = new byte[length];
    Arrays.fill(bytes, (byte) 7);
    return ByteString.copyFrom(bytes);
  }
}
