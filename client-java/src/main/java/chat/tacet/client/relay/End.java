package chat.tacet.client.relay;

import chat.tacet.contracts.relay.v1.Goodbye;

/** Why there is no connection any more. */
public enum End {
  /** The network, or the relay, went away without a word. */
  LOST,
  /** The relay said goodbye for a reason that another try may mend. */
  SENT_AWAY,
  /** We broke the rules, or the relay did. */
  PROTOCOL_ERROR,
  /** This device connected somewhere else. */
  DISPLACED,
  /** The login session was ended: somebody must sign in again. */
  LOGIN_ENDED,
  /** An {@link Error} on this side: who knows what works yet. */
  BROKEN;

  /** The close code repeats the goodbye, in case that frame did not arrive, [F-13]. */
  private static final int CLOSE_CODE_BASE = 4000;

  static End of(Goodbye.Code code) {
    return switch (code) {
      case DISPLACED -> DISPLACED;
      case LOGIN_ENDED -> LOGIN_ENDED;
      case PROTOCOL_ERROR -> PROTOCOL_ERROR;
      case SHUTTING_DOWN, TOO_SLOW, IDLE, RATE_LIMITED, TICKET_INVALID, BUSY -> SENT_AWAY;
      case CODE_UNSPECIFIED, UNRECOGNIZED -> LOST;
    };
  }

  static End ofCloseCode(int code) {
    Goodbye.Code goodbye = Goodbye.Code.forNumber(code - CLOSE_CODE_BASE);
    return goodbye == null ? LOST : of(goodbye);
  }

  /** Whether to connect again without being asked, [F-13]. */
  public boolean reconnects() {
    return switch (this) {
      case LOST, SENT_AWAY, PROTOCOL_ERROR -> true;
      case DISPLACED, LOGIN_ENDED, BROKEN -> false;
    };
  }
}
