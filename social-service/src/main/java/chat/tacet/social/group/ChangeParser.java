package chat.tacet.social.group;

import static chat.tacet.social.group.EntryParser.HASH_LENGTH;
import static chat.tacet.social.group.EntryParser.id;
import static chat.tacet.social.group.GroupProblems.invalid;
import static chat.tacet.social.group.GroupProblems.require;

import chat.tacet.contracts.identity.v1.DeviceList;
import chat.tacet.contracts.identity.v1.SignedDeviceList;
import chat.tacet.contracts.room.v1.Invitee;
import chat.tacet.contracts.room.v1.MembershipEntry;
import chat.tacet.social.device.Ed25519Keys;
import chat.tacet.social.device.RawId;
import chat.tacet.social.room.GroupRoomId;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads what an entry changes. */
final class ChangeParser {

  private static final int NONCE_LENGTH = 32;

  private ChangeParser() {}

  static Change parse(MembershipEntry entry, UUID roomId, UUID author) {
    return switch (entry.getChangeCase()) {
      case CREATE -> create(entry.getCreate(), roomId, author);
      case INVITE -> new Change.Invite(people(entry.getInvite().getPeopleList()));
      case ACCEPT -> new Change.Accept();
      case DECLINE -> new Change.Decline();
      case LEAVE -> new Change.Leave();
      case REMOVE -> new Change.Remove(id(entry.getRemove().getAccountId(), "account_id"));
      case RENAME -> rename(entry.getRename().getNameHash());
      case HAND_OVER -> new Change.HandOver(id(entry.getHandOver().getAccountId(), "account_id"));
      case EXPEL -> expel(entry.getExpel());
      case CHANGE_NOT_SET -> throw invalid("there is no change");
    };
  }

  /** [M-1] Nobody but its creator can have begun a group of that id. */
  private static Change create(
      chat.tacet.contracts.room.v1.Create create, UUID roomId, UUID author) {
    require(create.getNonce().size() == NONCE_LENGTH, "nonce is not 32 bytes");
    require(create.getNameHash().size() == HASH_LENGTH, "name_hash is not 32 bytes");
    require(
        GroupRoomId.of(author, create.getNonce().toByteArray()).equals(roomId),
        "room_id does not follow from author and nonce");
    return new Change.Create();
  }

  private static Change rename(ByteString nameHash) {
    require(nameHash.size() == HASH_LENGTH, "name_hash is not 32 bytes");
    return new Change.Rename();
  }

  private static List<Change.Invitee> people(List<Invitee> listed) {
    require(
        !listed.isEmpty() && listed.size() <= GroupLimits.MAX_INVITED_AT_ONCE,
        "people are not 1 to 64");
    var people = new ArrayList<Change.Invitee>();
    var previous = ByteString.EMPTY;
    for (var person : listed) {
      var accountId = id(person.getAccountId(), "account_id");
      require(
          ByteString.unsignedLexicographicalComparator().compare(previous, person.getAccountId())
              < 0,
          "account ids do not ascend");
      previous = person.getAccountId();
      require(
          Ed25519Keys.isAcceptable(person.getIdentityKey().toByteArray()),
          "identity_key is not an acceptable Ed25519 key");
      people.add(new Change.Invitee(accountId, person.getIdentityKey()));
    }
    return List.copyOf(people);
  }

  private static Change expel(chat.tacet.contracts.room.v1.Expel expel) {
    var accountId = id(expel.getAccountId(), "account_id");
    try {
      var list = DeviceList.parseFrom(SignedDeviceList.parseFrom(expel.getEvidence()).getList());
      require(
          RawId.parse(list.getAccountId()).filter(accountId::equals).isPresent(),
          "evidence is a list of another account");
      return new Change.Expel(accountId, list.getVersion(), expel.getEvidence());
    } catch (InvalidProtocolBufferException e) {
      throw invalid("evidence is not a SignedDeviceList");
    }
  }
}
