package chat.tacet.benchmark.dialect;

import java.util.UUID;

/**
 * One person who writes to another.
 *
 * @param number from 0
 */
public record Pair(int number, Person sender, Person recipient, UUID room) {

  /** Pairs of people of their own. */
  public static Pair numbered(int number) {
    return new Pair(
        number,
        Person.numbered(2 * number),
        Person.numbered(2 * number + 1),
        new UUID(0x4002L, number));
  }
}
