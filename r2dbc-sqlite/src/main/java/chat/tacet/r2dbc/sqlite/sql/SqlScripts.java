package chat.tacet.r2dbc.sqlite.sql;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Scripts by their text, so that what is asked again and again is parsed once. */
public final class SqlScripts {

  /** A service has some dozens; whoever writes values into the text would have any number. */
  static final int MAX_SCRIPTS = 256;

  /** Longer ones are parsed each time: they hardly come twice. In characters. */
  static final int MAX_LENGTH = 4_096;

  private final Map<String, SqlScript> known = new ConcurrentHashMap<>();

  /** Returns the script of a text. */
  public SqlScript of(String sql) {
    SqlScript script = known.get(sql);
    if (script != null) {
      return script;
    }
    SqlScript parsed = SqlScript.parse(sql);
    if (sql.length() <= MAX_LENGTH) {
      if (known.size() >= MAX_SCRIPTS) {
        known.clear(); // simpler than to know which was not used for longest
      }
      known.put(sql, parsed);
    }
    return parsed;
  }

  int size() {
    return known.size();
  }
}
