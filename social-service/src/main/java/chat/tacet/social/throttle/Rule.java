package chat.tacet.social.throttle;

import java.time.Duration;

/**
 * What is counted, and how often it is allowed: a full bucket at the start that refills evenly.
 * Kept in memory, per node; a node that restarts begins with full buckets.
 */
public enum Rule {
  /** Guessing usernames. A person looks up a handful. */
  LOOK_UPS(60, Duration.ofMinutes(1)),
  /** Asking people to be friends. */
  FRIEND_REQUESTS(60, Duration.ofHours(1)),
  /** Changing one's profile: up to 4,000 people are told, and ask for it anew. */
  PROFILES(20, Duration.ofHours(1)),
  /** Each upload costs up to 200 signature checks. */
  KEY_UPLOADS(60, Duration.ofMinutes(1)),
  /** Each append to a group's log costs up to 8 signature checks, and locks up to 512 accounts. */
  GROUP_CHANGES(60, Duration.ofMinutes(1)),
  /** Beginning a group: its log, and its document in Redis, stay when everybody has left it. */
  NEW_GROUPS(20, Duration.ofDays(1)),
  /** Opening a meeting to link a device. A person has sixteen at most. */
  LINKS(20, Duration.ofHours(1)),
  /** Putting, fetching or waiting for a link's messages: four of them, a wait takes 20 s. */
  LINK_MESSAGES(120, Duration.ofMinutes(1)),
  /** Reading and writing an archive: 48 KiB of chunk, or a megabyte of them, at a time. */
  ARCHIVE(300, Duration.ofMinutes(1)),
  /** Emptying somebody's one-time keys: per requester and target device ({@code rest.md}). */
  PREKEY_BUNDLES(20, Duration.ofHours(1));

  private final int times;
  private final Duration per;

  Rule(int times, Duration per) {
    this.times = times;
    this.per = per;
  }

  int times() {
    return times;
  }

  Duration per() {
    return per;
  }
}
