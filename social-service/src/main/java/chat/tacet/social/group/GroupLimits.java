package chat.tacet.social.group;

/** How large a group and its log may be ({@code docs/spec/limits.md}). */
final class GroupLimits {

  /** [M-2] 64 people to invite need about 4 KB, a list of 16 devices as evidence about 3 KB. */
  static final int MAX_ENTRY_BYTES = 8 * 1024;

  /** An entry with its signature and the author's device list, and the tags around them. */
  static final int MAX_SIGNED_BYTES = 16 * 1024 + 256;

  /** Entries in one append: as base64url they stay below the limit for a body. */
  static final int MAX_APPEND = 8;

  /** Entries in one answer: a megabyte and a half at most. */
  static final int PAGE = 64;

  /** [M-5] People in one invitation: keeps an entry small. */
  static final int MAX_INVITED_AT_ONCE = 64;

  /** [M-5] {@code MAX_ROOM_MEMBERS}, members and invited: one sealed key per device of each. */
  static final int MAX_PEOPLE = 256;

  /** Devices of a group's members when one more joins: a message to a group is sealed for each. */
  static final int MAX_DEVICES = 256;

  /** [M-7] {@code MAX_ROOM_ENTRIES}: a new member verifies all of them. */
  static final int MAX_ENTRIES = 4_096;

  /** Groups of one account, with those it is invited to: they are listed in one answer. */
  static final int MAX_GROUPS = 500;

  private GroupLimits() {}
}
