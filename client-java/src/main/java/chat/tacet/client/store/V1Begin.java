package chat.tacet.client.store;

import java.util.List;
import java.util.stream.Stream;

/** The first form: an open header, and tables of sealed records. */
final class V1Begin implements Migrations.Migration {

  private static final List<String> TABLES =
      List.of(
          "account",
          "prekeys",
          "device_lists",
          "sessions",
          "conversations",
          "receipts_due",
          "doubts",
          "senders",
          "messages",
          "message_ids",
          "aliases",
          "numbers_seen",
          "envelopes_seen",
          "outbox",
          "send_keys",
          "unheard",
          "sent",
          "sent_numbers",
          "asked",
          "quarantine");

  @Override
  public List<String> statements() {
    return Stream.concat(
            Stream.of(
                """
                CREATE TABLE vault (
                  id INTEGER PRIMARY KEY CHECK (id = 1),
                  account_id TEXT NOT NULL,
                  device_id TEXT NOT NULL,
                  username TEXT NOT NULL,
                  salt BLOB NOT NULL,
                  rounds INTEGER NOT NULL,
                  wrapped_root BLOB NOT NULL,
                  registered INTEGER NOT NULL) STRICT
                """),
            TABLES.stream()
                .map(table ->
                    "CREATE TABLE "
                        + table
                        + " (key BLOB NOT NULL PRIMARY KEY, record BLOB NOT NULL) STRICT"))
        .toList();
  }
}
