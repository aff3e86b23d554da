package chat.tacet.social.friendship;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the caller is to another person. */
enum Relation {
  @JsonProperty("self")
  SELF,
  @JsonProperty("none")
  NONE,
  @JsonProperty("friend")
  FRIEND,
  @JsonProperty("request-sent")
  REQUEST_SENT,
  @JsonProperty("request-received")
  REQUEST_RECEIVED,
  /** By the caller. That the other has blocked the caller is never said. */
  @JsonProperty("blocked")
  BLOCKED
}
