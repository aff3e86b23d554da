package chat.tacet.social.directory;

/** What kind of thing changed ({@code contracts/events/README.md}). */
public enum Topic {
  FRIENDS,
  FRIEND_REQUESTS,
  ROOMS,
  DEVICES,
  PROFILES,
  PREKEYS_LOW
}
