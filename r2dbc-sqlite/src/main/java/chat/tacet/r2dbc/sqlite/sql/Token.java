package chat.tacet.r2dbc.sqlite.sql;

/**
 * One token that matters to the driver. Blanks and comments are no tokens.
 *
 * @param kind what it is
 * @param start index of its first character in the SQL text
 * @param end index after its last character
 */
record Token(Kind kind, int start, int end) {

  enum Kind {
    /** A keyword or an unquoted identifier. */
    WORD,
    /** {@code ?}, {@code ?1}, {@code $1}, {@code :name}, {@code @name}, {@code $name}. */
    MARKER,
    SEMICOLON,
    OPEN,
    CLOSE,
    /** Literals, quoted identifiers, operators. */
    OTHER
  }

  String text(String sql) {
    return sql.substring(start, end);
  }

  boolean is(String sql, String keyword) {
    return kind == Kind.WORD
        && end - start == keyword.length()
        && sql.regionMatches(true, start, keyword, 0, keyword.length());
  }
}
