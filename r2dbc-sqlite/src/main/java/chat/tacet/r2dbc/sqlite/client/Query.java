package chat.tacet.r2dbc.sqlite.client;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement, ready to run.
 *
 * @param sql its text with markers {@code ?1}, {@code ?2}, …
 * @param values for each marker null, Long, Double, String or byte[]
 * @param counted whether it changes rows and so has a count
 */
public record Query(String sql, List<@Nullable Object> values, boolean counted) {

  public Query {
    values = Collections.unmodifiableList(values);
  }
}
