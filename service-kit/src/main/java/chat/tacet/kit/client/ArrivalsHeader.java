package chat.tacet.kit.client;

/**
 * How a relay says to the gateway that a 503 means [F-14] only: all places of those who arrive are
 * taken, nothing was done for this one, and its ticket is still good. Any other 503 is a node that
 * does not do its part.
 */
public final class ArrivalsHeader {

  /** Of the answer to an upgrade, which has a {@code Retry-After} then. */
  public static final String NAME = "X-Tacet-Arrivals";

  public static final String FULL = "full";

  private ArrivalsHeader() {}
}
