package chat.tacet.social.group;

import com.google.protobuf.ByteString;
import java.util.Optional;

/**
 * [M-3] An entry that its author's device signed, as the author's newest list says.
 *
 * @param authorIdentity the identity that list is under
 * @param evidence of an entry that expels, if it is what it claims to be
 */
record CertifiedEntry(Entry entry, ByteString authorIdentity, Optional<Evidence> evidence) {

  /**
   * A list of the person to expel that this service has, and whose identity was reset.
   *
   * @param identityKey the identity that list is under
   * @param newestIdentityKey that of their newest list
   */
  record Evidence(ByteString identityKey, ByteString newestIdentityKey) {}
}
