package chat.tacet.social.group;

import static chat.tacet.social.group.GroupProblems.invalid;
import static chat.tacet.social.group.GroupProblems.require;

import chat.tacet.contracts.room.v1.MembershipEntry;
import chat.tacet.contracts.room.v1.SignedMembershipEntry;
import chat.tacet.kit.problem.ProblemException;
import chat.tacet.social.device.RawId;
import com.google.protobuf.ByteString;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Reads entries and checks everything about one that can be said without knowing its group. */
final class EntryParser {

  static final int HASH_LENGTH = 32;

  /** What comes before the first entry [M-2]. */
  static final ByteString NO_PREDECESSOR = ByteString.copyFrom(new byte[HASH_LENGTH]);

  private static final int FORMAT = 1;

  /** Numbers above it are not exact in every language ({@code docs/spec/wire-format.md}). */
  private static final long MAX_NUMBER = (1L << 53) - 1;

  private static final Parser<SignedMembershipEntry> SIGNED =
      DiscardUnknownFieldsParser.wrap(SignedMembershipEntry.parser());
  private static final Parser<MembershipEntry> ENTRY =
      DiscardUnknownFieldsParser.wrap(MembershipEntry.parser());

  private EntryParser() {}

  /**
   * Answers what the bytes say.
   *
   * @throws ProblemException {@code room-entry-invalid}
   */
  static Entry parse(byte[] signedBytes) {
    var signed = exactly(SIGNED, ByteString.copyFrom(signedBytes));
    var bytes = signed.getEntry();
    require(bytes.size() <= GroupLimits.MAX_ENTRY_BYTES, "entry has more than 8,192 bytes");
    var entry = exactly(ENTRY, bytes);
    require(entry.getFormat() == FORMAT, "format is not 1");
    require(isNumber(entry.getCreatedAtMs()), "created_at_ms is not positive or above 2^53 - 1");
    require(isNumber(entry.getListVersion()), "list_version is not positive or above 2^53 - 1");
    require(entry.getListHash().size() == HASH_LENGTH, "list_hash is not 32 bytes");
    checkPlace(entry);
    var roomId = id(entry.getRoomId(), "room_id");
    var author = id(entry.getAuthorAccountId(), "author_account_id");
    return new Entry(
        roomId,
        entry.getSequence(),
        entry.getPreviousHash(),
        author,
        id(entry.getAuthorDeviceId(), "author_device_id"),
        entry.getListVersion(),
        entry.getListHash(),
        ChangeParser.parse(entry, roomId, author),
        sha256(bytes),
        signed);
  }

  /** An entry creates exactly if it is the first. */
  private static void checkPlace(MembershipEntry entry) {
    require(isNumber(entry.getSequence()), "sequence is not positive or above 2^53 - 1");
    require(entry.getPreviousHash().size() == HASH_LENGTH, "previous_hash is not 32 bytes");
    boolean first = entry.getSequence() == 1;
    require(first == entry.hasCreate(), "the first entry creates, and no other");
    require(
        !first || entry.getPreviousHash().equals(NO_PREDECESSOR),
        "the first entry has no predecessor");
  }

  /**
   * One value has exactly one encoding ({@code docs/spec/wire-format.md}): whatever else says the
   * same, or hides something, might be read otherwise by another client and split the group.
   */
  private static <T extends MessageLite> T exactly(Parser<T> parser, ByteString bytes) {
    try {
      var message = parser.parseFrom(bytes);
      require(message.toByteString().equals(bytes), "bytes are not the one encoding");
      return message;
    } catch (InvalidProtocolBufferException e) {
      throw invalid("bytes cannot be read");
    }
  }

  static UUID id(ByteString bytes, String field) {
    return RawId.parse(bytes).orElseThrow(() -> invalid(field + " is not 16 bytes"));
  }

  private static boolean isNumber(long value) {
    return value > 0 && value <= MAX_NUMBER;
  }

  private static ByteString sha256(ByteString bytes) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes.asReadOnlyByteBuffer());
      return ByteString.copyFrom(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
