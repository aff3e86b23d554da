package chat.tacet.benchmark.dialect;

import java.util.UUID;

/**
 * Somebody with one device.
 *
 * @param number from 0
 */
public record Person(int number, UUID account, UUID device) {

  /** The same person for the same number, so that two processes may speak of them. */
  public static Person numbered(int number) {
    return new Person(number, new UUID(0x4000L, number), new UUID(0x4001L, number));
  }
}
