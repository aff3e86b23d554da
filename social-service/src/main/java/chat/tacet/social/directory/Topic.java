package chat.tacet.social.directory;

/** What kind of thing changed ({@code contracts/events/README.md}). */
public enum Topic {
  FRIENDS,
  FRIEND_REQUESTS,
  ROOMS,
  /**
   * An account is no longer in a group. It is announced as {@link #ROOMS}, and kept apart because
   * the group itself no longer says whom to tell: the subject is the account.
   */
  ROOMS_LEFT("ROOMS"),
  /** An account's room with itself; announced as {@link #ROOMS}. The subject is the account. */
  OWN_ROOMS("ROOMS"),
  DEVICES,
  /** Not announced to clients: relays hear of it on a channel of its own. */
  DEVICES_REMOVED,
  PROFILES,
  PREKEYS_LOW;

  private final String announced;

  Topic() {
    this.announced = name();
  }

  Topic(String announced) {
    this.announced = announced;
  }

  /** Its name on the channel. */
  String announced() {
    return announced;
  }
}
