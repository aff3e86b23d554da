package chat.tacet.client.model;

import java.util.UUID;

/**
 * Somebody with an account, as the server introduces them. Whether the server tells the truth is
 * what comparing safety numbers is for.
 */
public record Person(
    UUID accountId, String username, String firstName, String lastName, String about) {

  /** First and last name, or the username if they are empty. */
  public String displayName() {
    String both = (firstName + " " + lastName).strip();
    return both.isEmpty() ? username : both;
  }
}
