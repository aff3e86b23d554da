package chat.tacet.r2dbc.sqlite.client;

/** What can be done with a savepoint. */
public enum Savepoint {
  CREATE("SAVEPOINT "),
  RELEASE("RELEASE SAVEPOINT "),
  ROLL_BACK_TO("ROLLBACK TO SAVEPOINT ");

  private final String prefix;

  Savepoint(String prefix) {
    this.prefix = prefix;
  }

  String sql(String name) {
    return prefix + '"' + name.replace("\"", "\"\"") + '"';
  }
}
