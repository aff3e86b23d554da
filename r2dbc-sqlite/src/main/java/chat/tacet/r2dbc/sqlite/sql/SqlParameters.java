package chat.tacet.r2dbc.sqlite.sql;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The parameters of a script. {@code ?N} and {@code $N} are the parameter of that number; {@code ?}
 * is one more than the largest so far; equal names are the same parameter. R2DBC counts from zero:
 * {@code $1} is index 0.
 */
public final class SqlParameters {

  /** The parameters of SQL without markers. */
  public static final SqlParameters NONE = new Builder().build();

  /** SQLite's default SQLITE_MAX_VARIABLE_NUMBER. */
  private static final int MAX_NUMBER = 32_766;

  private final SortedSet<Integer> used;
  private final Map<String, Integer> names;

  private SqlParameters(SortedSet<Integer> used, Map<String, Integer> names) {
    this.used = Collections.unmodifiableSortedSet(used);
    this.names = Map.copyOf(names);
  }

  /** Returns the indexes in use, each of which must be bound. Numbered markers may leave gaps. */
  public SortedSet<Integer> indexes() {
    return used;
  }

  /**
   * Checks an index.
   *
   * @throws IndexOutOfBoundsException if no marker has this index
   */
  public int checkIndex(int index) {
    if (!used.contains(index)) {
      throw new IndexOutOfBoundsException("no parameter with index " + index);
    }
    return index;
  }

  /**
   * Finds a parameter by its marker as written ({@code $1}, {@code :name}) or by its bare name.
   *
   * @throws NoSuchElementException if there is none
   */
  public int indexOf(String name) {
    Integer index = names.get(name);
    if (index == null) {
      throw new NoSuchElementException("no parameter with this name");
    }
    return index;
  }

  static final class Builder {

    private final SortedSet<Integer> used = new TreeSet<>();
    private final Map<String, Integer> names = new LinkedHashMap<>();

    int indexOf(String marker) {
      int index = resolve(marker);
      used.add(index);
      return index;
    }

    SqlParameters build() {
      return new SqlParameters(used, names);
    }

    private int resolve(String marker) {
      String name = marker.substring(1);
      if (name.isEmpty()) {
        return nextIndex();
      }
      if (marker.charAt(0) == '?' || (marker.charAt(0) == '$' && isNumber(name))) {
        int index = numbered(name);
        names.putIfAbsent(marker, index);
        return index;
      }
      Integer known = names.get(marker);
      if (known != null) {
        return known;
      }
      int index = nextIndex();
      names.put(marker, index);
      names.putIfAbsent(name, index);
      return index;
    }

    private int nextIndex() {
      return used.isEmpty() ? 0 : used.last() + 1;
    }

    private static boolean isNumber(String name) {
      return name.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static int numbered(String digits) {
      int number = digits.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(digits);
      if (number < 1 || number > MAX_NUMBER) {
        throw new IllegalArgumentException("parameter numbers are 1 to " + MAX_NUMBER);
      }
      return number - 1;
    }
  }
}
