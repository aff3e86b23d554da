package chat.tacet.client;

/**
 * How a new account presents itself.
 *
 * @param firstName 1 to 64 characters
 * @param lastName 0 to 64 characters
 * @param about 0 to 500 characters
 */
public record Profile(String firstName, String lastName, String about) {

  public static Profile named(String firstName) {
    return new Profile(firstName, "", "");
  }
}
