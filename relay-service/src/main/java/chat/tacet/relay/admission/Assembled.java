package chat.tacet.relay.admission;

import chat.tacet.contracts.relay.v1.Refused;

/** What one more part made of a message. */
public sealed interface Assembled {

  /** All parts are there. */
  record Whole(Draft draft) implements Assembled {}

  /** More parts are to come, or they belong to a message already refused. */
  record Unfinished() implements Assembled {}

  /** It breaks a bound or a rule; its remaining parts will be ignored. */
  record Rejected(Refused.Reason reason) implements Assembled {}
}
