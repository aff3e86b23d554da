package chat.tacet.r2dbc.sqlite.sql;

import chat.tacet.r2dbc.sqlite.sql.Token.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the tokens of one statement, rewriting its markers and finding its main verb. */
final class FragmentBuilder {

  private static final Set<String> QUERIES = Set.of("SELECT", "VALUES", "EXPLAIN");
  private static final Set<String> CHANGES = Set.of("INSERT", "UPDATE", "DELETE", "REPLACE");
  private static final Set<String> TRANSACTION_CONTROL =
      Set.of("BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE");

  private final String source;
  private final SqlParameters.Builder scriptParameters;
  private final StringBuilder rewritten = new StringBuilder();

  /**
   * Index of the script's parameter to number of the marker in this statement, in order of
   * appearance.
   */
  private final Map<Integer, Integer> markers = new LinkedHashMap<>();

  private int copiedTo = -1;
  private int depth;
  private int words;
  private boolean with;
  private boolean create;
  private boolean trigger;
  private boolean returning;
  private @Nullable StatementKind kind;
  private @Nullable Token last;
  private @Nullable Token beforeLast;

  FragmentBuilder(String source, SqlParameters.Builder scriptParameters) {
    this.source = source;
    this.scriptParameters = scriptParameters;
  }

  void accept(Token token) {
    if (copiedTo < 0) {
      copiedTo = token.start();
    }
    switch (token.kind()) {
      case WORD -> word(token);
      case MARKER -> marker(token);
      case OPEN -> depth++;
      case CLOSE -> depth--;
      case SEMICOLON, OTHER -> {}
    }
    beforeLast = last;
    last = token;
  }

  /**
   * Tells whether a semicolon here ends the statement. A trigger has semicolons of its own and ends
   * only after {@code ; END ;}, the same rule as {@code sqlite3_complete()}.
   */
  boolean endsHere() {
    if (!trigger) {
      return true;
    }
    return last != null
        && last.is(source, "END")
        && beforeLast != null
        && beforeLast.kind() == Kind.SEMICOLON;
  }

  void addTo(List<SqlFragment> fragments) {
    if (last == null) {
      return;
    }
    rewritten.append(source, copiedTo, last.end());
    StatementKind found = kind == null ? StatementKind.OTHER : kind;
    fragments.add(
        new SqlFragment(rewritten.toString(), found, returning, List.copyOf(markers.keySet())));
  }

  private void marker(Token token) {
    int parameter = scriptParameters.indexOf(token.text(source));
    int number = markers.computeIfAbsent(parameter, unseen -> markers.size() + 1);
    rewritten.append(source, copiedTo, token.start()).append('?').append(number);
    copiedTo = token.end();
  }

  private void word(Token token) {
    words++;
    if (token.is(source, "RETURNING") && kind == StatementKind.CHANGE && depth == 0) {
      returning = true;
    }
    // CREATE TRIGGER, CREATE TEMP TRIGGER, CREATE TEMPORARY TRIGGER
    if (create && words <= 3 && token.is(source, "TRIGGER")) {
      trigger = true;
    }
    if (kind == null && depth == 0) {
      verb(token.text(source).toUpperCase(Locale.ROOT));
    }
  }

  private void verb(String word) {
    if (QUERIES.contains(word)) {
      kind = StatementKind.QUERY;
    } else if (CHANGES.contains(word)) {
      kind = StatementKind.CHANGE;
    } else if (with) {
      return; // the names of the common table expressions, until the verb comes
    } else if (word.equals("WITH")) {
      with = true;
    } else if (TRANSACTION_CONTROL.contains(word)) {
      kind = StatementKind.TRANSACTION_CONTROL;
    } else {
      kind = StatementKind.OTHER;
      create = word.equals("CREATE");
    }
  }
}
