package chat.tacet.r2dbc.sqlite.client;

/** What a lease is for. */
public enum Access {
  /** Reading only; SQLite refuses writes. */
  READ,
  /** Reading and writing. */
  WRITE
}
