package chat.tacet.client.protocol.content;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.Refusal.Validation;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kinds of content with their rules, [C-8]. What people write does not print. */
public sealed interface ContentBody {

  /** Never counts as unread and never wakes a person. */
  default boolean isSilent() {
    return this instanceof Receipt || this instanceof ResendRequest;
  }

  /** A message, 1 to 16,384 bytes of UTF-8. */
  record Text(String body, @Nullable MessageId replyTo) implements ContentBody {

    public Text {
      Rules.requireText(body);
    }

    @Override
    public String toString() {
      return "text";
    }
  }

  /** Messages that came, or that were read. */
  record Receipt(Kind kind, List<MessageId> messages) implements ContentBody {

    /** How far they came. */
    public enum Kind {
      DELIVERED,
      READ
    }

    public Receipt {
      messages = List.copyOf(messages);
      Rules.requireCount(messages.size(), Limits.MAX_RECEIPT_IDS, Validation.CONTENT_RECEIPT);
    }
  }

  /** Another text for a message of the same account, [C-10]. */
  record Edit(MessageId target, String body) implements ContentBody {

    public Edit {
      Rules.requireText(body);
    }

    @Override
    public String toString() {
      return "edit of " + target;
    }
  }

  /** Takes back a message of the same account, [C-10]. */
  record Delete(MessageId target) implements ContentBody {}

  /** An emoji beside a message; an empty one takes it back. */
  record Reaction(MessageId target, String emoji) implements ContentBody {

    public Reaction {
      Rules.require(
          Rules.bytes(emoji, Validation.CONTENT_REACTION) <= Limits.MAX_EMOJI_BYTES,
          Validation.CONTENT_REACTION);
    }

    @Override
    public String toString() {
      return "reaction to " + target;
    }
  }

  /**
   * Asks the device it is sent to for contents of its own, [C-13].
   *
   * @param numbers in the main sequence, where no message id is known
   */
  record ResendRequest(List<MessageId> messages, List<Long> numbers) implements ContentBody {

    public ResendRequest {
      messages = List.copyOf(messages);
      numbers = List.copyOf(numbers);
      Rules.requireCount(
          messages.size() + numbers.size(),
          Limits.MAX_RESEND_IDS,
          Validation.CONTENT_RESEND_REQUEST);
      for (long number : numbers) {
        Rules.require(number >= 1 && ByteReader.isExact(number), Validation.CONTENT_RESEND_REQUEST);
      }
    }
  }

  /** The sender's names. */
  record ProfileUpdate(String firstName, String lastName) implements ContentBody {

    public ProfileUpdate {
      int first = Rules.characters(firstName, Validation.CONTENT_PROFILE_UPDATE);
      int last = Rules.characters(lastName, Validation.CONTENT_PROFILE_UPDATE);
      Rules.requireCount(first, Limits.MAX_NAME_CHARACTERS, Validation.CONTENT_PROFILE_UPDATE);
      Rules.require(last <= Limits.MAX_NAME_CHARACTERS, Validation.CONTENT_PROFILE_UPDATE);
    }

    @Override
    public String toString() {
      return "profile update";
    }
  }

  /** What a group is called, [M-15]. */
  record RoomUpdate(RoomName name) implements ContentBody {

    public RoomUpdate {
      name.require(Validation.CONTENT_ROOM_UPDATE);
    }

    @Override
    public String toString() {
      return "room update";
    }
  }

  /**
   * In a direct room: the sender invited the recipient to a group, [M-16].
   *
   * @param firstHash of the group's create entry, 32 bytes
   */
  record GroupInvitation(RoomId room, Bytes firstHash, RoomName name) implements ContentBody {

    private static final int HASH_LENGTH = 32;

    public GroupInvitation {
      Rules.require(firstHash.length() == HASH_LENGTH, Validation.CONTENT_GROUP_INVITATION);
      name.require(Validation.CONTENT_GROUP_INVITATION);
    }

    @Override
    public String toString() {
      return "group invitation";
    }
  }

  /**
   * A name as a membership log commits to it, [M-15].
   *
   * @param salt 32 random bytes
   */
  record RoomName(String name, String description, Bytes salt) {

    private static final int SALT_LENGTH = 32;

    private void require(Validation refusal) {
      int length = Rules.characters(name, refusal);
      Rules.requireCount(length, Limits.MAX_NAME_CHARACTERS, refusal);
      Rules.require(
          Rules.bytes(description, refusal) <= Limits.MAX_ROOM_DESCRIPTION_BYTES, refusal);
      Rules.require(salt.length() == SALT_LENGTH, refusal);
    }

    @Override
    public String toString() {
      return "room name";
    }
  }

  /** A type this version does not know: kept, and shown as "update the app", [C-7]. */
  record Unknown() implements ContentBody {}
}
