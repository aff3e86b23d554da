package chat.tacet.client.engine.state;

/**
 * Numbers of a device that were left out, [C-12].
 *
 * @param from the first of them
 * @param to the last
 * @param index of the entry that is kept for the first; those of the others follow it
 * @param missing of how many the conversation says so: for the others something stood already that
 *     could not be read
 */
public record Gap(long from, long to, long index, long missing) {

  /** As much disk as one longest text. Of a longer gap no more have a place, or are asked for. */
  public static final int MAX_PLACES = 64;

  public long numbers() {
    return to - from + 1;
  }

  public long places() {
    return Math.min(numbers(), MAX_PLACES);
  }

  public boolean holds(long number) {
    return from <= number && number <= to;
  }

  public Gap less() {
    return new Gap(from, to, index, Math.max(0, missing - 1));
  }
}
