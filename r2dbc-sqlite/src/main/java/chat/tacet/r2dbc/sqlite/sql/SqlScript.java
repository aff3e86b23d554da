package chat.tacet.r2dbc.sqlite.sql;

import chat.tacet.r2dbc.sqlite.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parsed SQL text: one or more statements that share one row of parameters.
 *
 * @param fragments its statements in order
 * @param parameters their parameters
 */
public record SqlScript(List<SqlFragment> fragments, SqlParameters parameters) {

  public SqlScript {
    fragments = List.copyOf(fragments);
  }

  /**
   * Splits and classifies {@code sql}. Whether it is valid is SQLite's to say.
   *
   * @throws IllegalArgumentException if a numbered marker is beyond SQLite's limit
   */
  public static SqlScript parse(String sql) {
    Tokenizer tokenizer = new Tokenizer(sql);
    SqlParameters.Builder parameters = new SqlParameters.Builder();
    List<SqlFragment> fragments = new ArrayList<>();
    FragmentBuilder fragment = new FragmentBuilder(sql, parameters);
    for (@Nullable Token token = tokenizer.next(); token != null; token = tokenizer.next()) {
      if (token.kind() == Kind.SEMICOLON && fragment.endsHere()) {
        fragment.addTo(fragments);
        fragment = new FragmentBuilder(sql, parameters);
      } else {
        fragment.accept(token);
      }
    }
    fragment.addTo(fragments);
    return new SqlScript(fragments, parameters.build());
  }
}
