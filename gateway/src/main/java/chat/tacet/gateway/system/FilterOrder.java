package chat.tacet.gateway.system;

/**
 * The order in which a request meets the filters. Cheap and unconditional ones come first; what
 * costs a signature check comes after what bounds how often it can be asked for. Spring Security
 * stands at -100.
 */
public final class FilterOrder {

  /** Answers of every later filter carry the security headers. */
  public static final int SECURITY_HEADERS = -1000;

  /** Later filters compare paths; after this one a path means only one thing. */
  public static final int REQUEST_LINE = -900;

  /** Later filters, and services, know who is asking. */
  public static final int CLIENT_ADDRESS = -800;

  public static final int PUBLIC_ORIGIN = -700;
  public static final int BODY_LIMIT = -600;

  /** Before any signature is checked. */
  public static final int ADDRESS_THROTTLE = -500;

  /** After the address was allowed to ask at all. */
  public static final int CALLS_IN_FLIGHT = -450;

  /** After Spring Security, which says whose account it is. */
  public static final int ACCOUNT_THROTTLE = -50;

  /** After the address was allowed to ask; before the upgrade. */
  public static final int SOCKET_ACCESS = -40;

  private FilterOrder() {}
}
