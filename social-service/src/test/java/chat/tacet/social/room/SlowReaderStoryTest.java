package chat.tacet.social.room;

import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Town;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.r2dbc.core.DatabaseClient;

/** People who ask for their rooms and do not read the answer. */
class SlowReaderStoryTest {

  /** More than the service has connections to its database. */
  private static final int READERS = 20;

  /** As many as an answer has; far more bytes than fit between the two. */
  private static final String NUMBERS =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) ";

  private static final String FRIEND = idOf("'00000000-0000-4000-8000-'");
  private static final String ROOM = idOf("'00000000-0000-8000-8000-'");

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("chat.tacet.social.testing.Town#both")
  void holdUpNobody(Town town) throws IOException {
    var alice = town.person("alice");
    var bob = town.person("bob");
    hasManyRooms(town, alice);

    var readers = new ArrayList<Socket>();
    try {
      for (int i = 0; i < READERS; i++) {
        readers.add(asksForRooms(town, alice));
      }
      for (Socket reader : readers) {
        // Its answer has begun, and so has the reading from the database.
        reader.getInputStream().read();
      }
      bob.call("GET", "/profile").expectStatus().isOk();
      bob.call("PUT", "/profile", Person.profile("bob")).expectStatus().isOk();
    } finally {
      for (Socket reader : readers) {
        reader.close();
      }
    }
  }

  private static Socket asksForRooms(Town town, Person person) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), URI.create(town.url()).getPort()));
    var request =
        "GET /api/v1/social/rooms HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
            + person.authorization()
            + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** Closed ones, with people who say much about themselves. */
  private static void hasManyRooms(Town town, Person person) {
    var about = "😀".repeat(500);
    var database = town.bean(DatabaseClient.class);
    for (var rows :
        List.of(
            "account (account_id, created_at) " + NUMBERS + "SELECT " + FRIEND + ", 0 FROM n",
            "profile (account_id, username, username_key, first_name, last_name, about) "
                + NUMBERS
                + ("SELECT " + FRIEND + ", 'friend' || i, 'friend' || i, 'F', '', ")
                + ("'" + about + "' FROM n"),
            "room (room_id, kind, version, is_open) "
                + NUMBERS
                + ("SELECT " + ROOM + ", 'direct', 1, 0 FROM n"),
            "room_member (room_id, account_id) " + NUMBERS + select(ROOM, FRIEND),
            "room_member (room_id, account_id) "
                + NUMBERS
                + select(ROOM, "'" + person.id() + "'"))) {
      database.sql("INSERT INTO " + rows).then().block();
    }
  }

  private static String select(String room, String account) {
    return "SELECT " + room + ", " + account + " FROM n";
  }

  /** In SQL, the id that ends with the number. */
  private static String idOf(String beginning) {
    return beginning + " || substr('000000000000' || i, length('000000000000' || i) - 11)";
  }
}
