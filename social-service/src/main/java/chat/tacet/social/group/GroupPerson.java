package chat.tacet.social.group;

import chat.tacet.social.room.MemberState;
import com.google.protobuf.ByteString;
import java.util.UUID;

/**
 * Somebody whom the log named.
 *
 * @param identityKey [M-4] under which the log knows them
 * @param since sequence of the entry by which they joined, were invited, or ceased to be either
 * @param listVersion highest of their device lists that the log brought; 0 if none
 */
record GroupPerson(
    UUID accountId, ByteString identityKey, MemberState state, long since, long listVersion) {

  boolean isOwner() {
    return state == MemberState.OWNER;
  }

  boolean isMember() {
    return state.isMember();
  }

  boolean isInvited() {
    return state == MemberState.INVITED;
  }

  /** Member or invited. */
  boolean isHere() {
    return state != MemberState.FORMER;
  }

  GroupPerson became(MemberState newState, long sequence) {
    return new GroupPerson(accountId, identityKey, newState, sequence, listVersion);
  }

  /** Owner or not, the order of joining stays. */
  GroupPerson inRole(MemberState newState) {
    return new GroupPerson(accountId, identityKey, newState, since, listVersion);
  }

  GroupPerson broughtList(long version) {
    return new GroupPerson(accountId, identityKey, state, since, version);
  }
}
