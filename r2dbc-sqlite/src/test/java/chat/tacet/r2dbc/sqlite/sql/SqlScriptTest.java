package chat.tacet.r2dbc.sqlite.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlScriptTest {

  @Test
  void splitsAtSemicolonsOnly() {
    assertThat(texts("SELECT 1; SELECT 2 ;\n;; ")).containsExactly("SELECT 1", "SELECT 2");
    assertThat(texts("SELECT ';', \";\", `;`, [;] -- ; ?\n /* ; ? */; SELECT 'it''s; fine'"))
        .containsExactly("SELECT ';', \";\", `;`, [;]", "SELECT 'it''s; fine'");
    assertThat(texts(" -- nothing ;")).isEmpty();
  }

  @Test
  void triggerKeepsItsBody() {
    String trigger =
        "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN"
            + " UPDATE b SET c = CASE WHEN 1 THEN 2 END; DELETE FROM d; END";

    assertThat(texts(trigger + "; SELECT 1")).containsExactly(trigger, "SELECT 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          select 1                                        | QUERY
          VALUES (1)                                      | QUERY
          EXPLAIN QUERY PLAN DELETE FROM a                | QUERY
          WITH a(x) AS (SELECT 1) SELECT * FROM a         | QUERY
          WITH a AS (SELECT 1) INSERT INTO b SELECT 1     | CHANGE
          WITH RECURSIVE a AS (VALUES(1)) DELETE FROM b   | CHANGE
          REPLACE INTO a VALUES (1)                       | CHANGE
          /* hint */ UPDATE a SET b = 1                   | CHANGE
          BEGIN                                           | TRANSACTION_CONTROL
          rollback TO x                                   | TRANSACTION_CONTROL
          CREATE TABLE a AS SELECT 1                      | OTHER
          PRAGMA user_version                             | OTHER
          nonsense                                        | OTHER
          """)
  void findsTheKind(String sql, StatementKind kind) {
    assertThat(SqlScript.parse(sql).fragments()).singleElement().extracting("kind").isEqualTo(kind);
  }

  @Test
  void numbersMarkersAsSqliteDoes() {
    SqlScript script = SqlScript.parse("SELECT $2, ?1, ?, :a, @b, :a, $c, '$9', \"?8\"");

    assertThat(script.fragments().get(0).sql())
        .isEqualTo("SELECT ?1, ?2, ?3, ?4, ?5, ?4, ?6, '$9', \"?8\"");
    assertThat(script.fragments().get(0).parameters()).containsExactly(1, 0, 2, 3, 4, 5);
    assertThat(script.parameters().indexes()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(script.parameters().indexOf("$2")).isEqualTo(1);
    assertThat(script.parameters().indexOf(":a")).isEqualTo(3);
    assertThat(script.parameters().indexOf("b")).isEqualTo(4);
    assertThatThrownBy(() -> script.parameters().indexOf("$9"))
        .isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> script.parameters().checkIndex(6))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void statementsOfAScriptShareParameters() {
    SqlScript script = SqlScript.parse("INSERT INTO a VALUES ($1); SELECT $2, $1");

    assertThat(script.fragments().get(0).parameters()).containsExactly(0);
    assertThat(script.fragments().get(1).parameters()).containsExactly(1, 0);
    assertThat(script.fragments().get(1).sql()).isEqualTo("SELECT ?1, ?2");
  }

  @Test
  void refusesNumbersBeyondTheLimit() {
    for (String marker : List.of("?0", "?32767", "$99999999999")) {
      assertThatThrownBy(() -> SqlScript.parse("SELECT " + marker))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void addsReturningOnlyWhereItIsMissing() {
    assertThat(returning("INSERT INTO a VALUES (1) -- end", List.of()))
        .isEqualTo("INSERT INTO a VALUES (1) RETURNING *");
    assertThat(returning("DELETE FROM a", List.of("id", "we`ird")))
        .isEqualTo("DELETE FROM a RETURNING `id`, `we``ird`");
    assertThat(returning("UPDATE a SET b = 1 RETURNING b", List.of("id")))
        .isEqualTo("UPDATE a SET b = 1 RETURNING b");
    assertThat(returning("SELECT 1", List.of())).isEqualTo("SELECT 1");
  }

  private static String returning(String sql, List<String> columns) {
    return SqlScript.parse(sql).fragments().get(0).withReturning(columns).sql();
  }

  private static List<String> texts(String sql) {
    return SqlScript.parse(sql).fragments().stream().map(SqlFragment::sql).toList();
  }
}
