package chat.tacet.social.testing;

import chat.tacet.contracts.room.v1.Accept;
import chat.tacet.contracts.room.v1.Create;
import chat.tacet.contracts.room.v1.Decline;
import chat.tacet.contracts.room.v1.Expel;
import chat.tacet.contracts.room.v1.HandOver;
import chat.tacet.contracts.room.v1.Invite;
import chat.tacet.contracts.room.v1.Invitee;
import chat.tacet.contracts.room.v1.Leave;
import chat.tacet.contracts.room.v1.MembershipEntry;
import chat.tacet.contracts.room.v1.Remove;
import chat.tacet.contracts.room.v1.Rename;
import chat.tacet.contracts.room.v1.SignedMembershipEntry;
import chat.tacet.social.room.GroupRoomId;
import com.google.protobuf.ByteString;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** A group and its log, as clients that agree about it know them. */
public final class Group {

  private final byte[] nonce = TestDevice.randomBytes(32);
  private final UUID id;
  private final Map<UUID, Long> broughtLists = new HashMap<>();
  private long sequence;
  private byte[] head = new byte[32];

  private Group(Person creator) {
    this.id = GroupRoomId.of(creator.id(), nonce);
  }

  /** One that nobody has told the service of. */
  public static Group draft(Person creator) {
    return new Group(creator);
  }

  /**
   * One with these people invited, all of them friends of its owner, who have published devices.
   */
  public static Group founded(Person owner, Person... invited) {
    var group = new Group(owner);
    group.add(owner, group.create(), invite(invited));
    return group;
  }

  /** One whose people have all accepted, in this order. */
  public static Group of(Person owner, Person... members) {
    var group = founded(owner, members);
    for (var member : members) {
      group.add(member, accept());
    }
    return group;
  }

  public UUID id() {
    return id;
  }

  public long sequence() {
    return sequence;
  }

  public String path() {
    return "/rooms/" + id + "/log";
  }

  /** What one entry changes. */
  public interface Change extends Consumer<MembershipEntry.Builder> {}

  public Change create() {
    return entry ->
        entry.setCreate(
            Create.newBuilder()
                .setNonce(ByteString.copyFrom(nonce))
                .setNameHash(ByteString.copyFrom(TestDevice.randomBytes(32))));
  }

  public static Change invite(Person... people) {
    return entry -> entry.setInvite(Invite.newBuilder().addAllPeople(invitees(people)));
  }

  private static List<Invitee> invitees(Person... people) {
    return Stream.of(people)
        .sorted(Comparator.comparing(person -> person.id().toString()))
        .map(person ->
            Invitee.newBuilder()
                .setAccountId(Identity.raw(person.id()))
                .setIdentityKey(ByteString.copyFrom(person.identity().publicKey()))
                .build())
        .toList();
  }

  public static Change accept() {
    return entry -> entry.setAccept(Accept.getDefaultInstance());
  }

  public static Change decline() {
    return entry -> entry.setDecline(Decline.getDefaultInstance());
  }

  public static Change leave() {
    return entry -> entry.setLeave(Leave.getDefaultInstance());
  }

  public static Change remove(Person person) {
    return entry -> entry.setRemove(Remove.newBuilder().setAccountId(Identity.raw(person.id())));
  }

  public static Change rename() {
    return entry ->
        entry.setRename(
            Rename.newBuilder().setNameHash(ByteString.copyFrom(TestDevice.randomBytes(32))));
  }

  public static Change handOver(Person heir) {
    return entry -> entry.setHandOver(HandOver.newBuilder().setAccountId(Identity.raw(heir.id())));
  }

  public static Change expel(Person person, byte[] evidence) {
    return entry ->
        entry.setExpel(
            Expel.newBuilder()
                .setAccountId(Identity.raw(person.id()))
                .setEvidence(ByteString.copyFrom(evidence)));
  }

  /** The entries that a person's device would append now, one following the other. */
  public List<SignedMembershipEntry> entries(Person author, Change... changes) {
    var entries = new ArrayList<SignedMembershipEntry>();
    var previous = head;
    for (var change : changes) {
      var draft = draft(author, sequence + 1 + entries.size(), previous);
      change.accept(draft);
      boolean bringsList =
          entries.isEmpty()
              && broughtLists.getOrDefault(author.id(), 0L) != author.identity().version();
      entries.add(signed(author, draft.build().toByteArray(), bringsList));
      previous = sha256(draft.build().toByteArray());
    }
    return entries;
  }

  private MembershipEntry.Builder draft(Person author, long number, byte[] previous) {
    return MembershipEntry.newBuilder()
        .setFormat(1)
        .setRoomId(Identity.raw(id))
        .setSequence(number)
        .setPreviousHash(ByteString.copyFrom(previous))
        .setAuthorAccountId(Identity.raw(author.id()))
        .setAuthorDeviceId(Identity.raw(author.device().id()))
        .setListVersion(author.identity().version())
        .setListHash(ByteString.copyFrom(author.identity().lastListHash()))
        .setCreatedAtMs(1_790_000_000_000L);
  }

  /** Any bytes, signed as an entry. */
  public static SignedMembershipEntry signed(Person author, byte[] entry, boolean bringsList) {
    var signature = author.device().signing().sign("tacet/membership/entry/v1", entry);
    var signed =
        SignedMembershipEntry.newBuilder()
            .setEntry(ByteString.copyFrom(entry))
            .setSignature(ByteString.copyFrom(signature));
    if (bringsList) {
      signed.setAuthorList(ByteString.copyFrom(author.identity().lastList()));
    }
    return signed.build();
  }

  /** Asks the service to append entries to what is known of the log. */
  public ResponseSpec append(Person who, List<SignedMembershipEntry> entries) {
    return append(who, sequence, entries);
  }

  public ResponseSpec append(Person who, long after, List<SignedMembershipEntry> entries) {
    var encoded = entries.stream().map(entry -> Json.base64(entry.toByteArray())).toList();
    return who.call("POST", path(), Map.of("after", after, "entries", encoded));
  }

  /** Asks the service to append changes. */
  public ResponseSpec append(Person who, Change... changes) {
    return append(who, entries(who, changes));
  }

  /** Appends changes, and is not refused; answers what was appended. */
  public List<SignedMembershipEntry> add(Person author, Change... changes) {
    var entries = entries(author, changes);
    append(author, entries).expectStatus().isOk();
    took(author, entries);
    return entries;
  }

  /** Everybody knows now that the service took these. */
  public void took(Person author, List<SignedMembershipEntry> entries) {
    sequence += entries.size();
    head = sha256(entries.getLast().getEntry().toByteArray());
    broughtLists.put(author.id(), author.identity().version());
  }

  /** What somebody reads of the log. */
  public Json log(Person reader, long after) {
    return reader.read(path() + "?after=" + after);
  }

  /** The group in somebody's list of rooms, as a JSON path. */
  public Json seenBy(Person person) {
    return Json.of(person.read("/rooms").json("$.rooms[?(@.roomId=='" + id + "')]"));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
