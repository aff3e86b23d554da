package chat.tacet.social.group;

import chat.tacet.contracts.room.v1.SignedMembershipEntry;
import com.google.protobuf.ByteString;
import java.util.UUID;

/**
 * An entry of well-formed bytes; nobody has looked at its signature yet.
 *
 * @param listVersion of the author's device list that names the device
 * @param listHash SHA-256 of its list bytes
 * @param hash SHA-256 of the entry bytes
 * @param signed the whole as received
 */
record Entry(
    UUID roomId,
    long sequence,
    ByteString previousHash,
    UUID authorAccount,
    UUID authorDevice,
    long listVersion,
    ByteString listHash,
    Change change,
    ByteString hash,
    SignedMembershipEntry signed) {

  /** Whether the author's device list travels beside it. */
  boolean bringsList() {
    return !signed.getAuthorList().isEmpty();
  }
}
