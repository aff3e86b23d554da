package chat.tacet.r2dbc.sqlite.sql;

import chat.tacet.r2dbc.sqlite.sql.Token.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Splits SQL text into {@link Token tokens} by the rules of SQLite's own tokenizer (<a
 * href="https://www.sqlite.org/lang.html">lang</a>), so that a semicolon or a question mark inside
 * a literal, a quoted identifier or a comment is never taken for more than it is.
 */
final class Tokenizer {

  private final String sql;
  private int position;

  Tokenizer(String sql) {
    this.sql = sql;
  }

  /** Returns the next token, or null at the end of the text. */
  @Nullable Token next() {
    skipBlanksAndComments();
    if (position >= sql.length()) {
      return null;
    }
    int start = position;
    Kind kind = scan(sql.charAt(position));
    return new Token(kind, start, position);
  }

  private Kind scan(char c) {
    return switch (c) {
      case '\'', '"', '`' -> skipQuoted(c);
      case '[' -> skipBracketed();
      case ';' -> one(Kind.SEMICOLON);
      case '(' -> one(Kind.OPEN);
      case ')' -> one(Kind.CLOSE);
      case '?' -> {
        position++;
        skipWhile(Tokenizer::isDigit);
        yield Kind.MARKER;
      }
      case ':', '@', '$', '#' -> namedMarker();
      default -> {
        if (isDigit(c) || isWordPart(c)) {
          // A number such as 1e5 is scanned like a word; it can never equal a keyword.
          skipWhile(Tokenizer::isWordPart);
          yield isDigit(c) ? Kind.OTHER : Kind.WORD;
        }
        yield one(Kind.OTHER);
      }
    };
  }

  private Kind one(Kind kind) {
    position++;
    return kind;
  }

  private Kind namedMarker() {
    int start = position++;
    skipWhile(Tokenizer::isWordPart);
    return position > start + 1 ? Kind.MARKER : Kind.OTHER;
  }

  /**
   * A doubled quote stands for itself; an unterminated literal reaches to the end and SQLite will
   * refuse it.
   */
  private Kind skipQuoted(char quote) {
    position++;
    while (position < sql.length()) {
      if (sql.charAt(position++) == quote) {
        if (position >= sql.length() || sql.charAt(position) != quote) {
          break;
        }
        position++;
      }
    }
    return Kind.OTHER;
  }

  private Kind skipBracketed() {
    int close = sql.indexOf(']', position);
    position = close < 0 ? sql.length() : close + 1;
    return Kind.OTHER;
  }

  private void skipBlanksAndComments() {
    while (position < sql.length()) {
      char c = sql.charAt(position);
      if (c == ' ' || (c >= '\t' && c <= '\r') || c == '\uFEFF') {
        position++;
      } else if (sql.startsWith("--", position)) {
        int line = sql.indexOf('\n', position);
        position = line < 0 ? sql.length() : line + 1;
      } else if (sql.startsWith("/*", position)) {
        int close = sql.indexOf("*/", position + 2);
        position = close < 0 ? sql.length() : close + 2;
      } else {
        return;
      }
    }
  }

  private interface CharTest {
    boolean matches(char c);
  }

  private void skipWhile(CharTest test) {
    while (position < sql.length() && test.matches(sql.charAt(position))) {
      position++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordPart(char c) {
    return isDigit(c)
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '_'
        || c == '$'
        || c > 0x7f;
  }
}
