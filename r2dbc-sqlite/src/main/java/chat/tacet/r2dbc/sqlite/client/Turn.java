package chat.tacet.r2dbc.sqlite.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one turn of a series did: a change that is run with many bindings, some of them at a time.
 *
 * @param changes for each binding the change was run with, in order, how many rows it changed
 * @param error what became of the next binding, if it failed
 */
public record Turn(List<Long> changes, @Nullable Throwable error) {

  public Turn {
    changes = List.copyOf(changes);
  }
}
