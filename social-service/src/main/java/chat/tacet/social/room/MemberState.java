package chat.tacet.social.room;

/** What somebody whom a group's log names is to it. */
public enum MemberState {
  OWNER("owner"),
  MEMBER("member"),
  INVITED("invited"),
  /** Left, was removed, or did not accept. */
  FORMER("former");

  private final String stored;

  MemberState(String stored) {
    this.stored = stored;
  }

  /** As the database has it. */
  public String stored() {
    return stored;
  }

  /** Whether messages are for them. */
  public boolean isMember() {
    return this == OWNER || this == MEMBER;
  }

  /** Reads {@link #stored}. */
  public static MemberState of(String stored) {
    for (var state : values()) {
      if (state.stored.equals(stored)) {
        return state;
      }
    }
    throw new IllegalStateException("a state of a group's member that no version wrote");
  }
}
