package chat.tacet.benchmark.dialect;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * XMPP over WebSocket (RFC 7395) with stream management (XEP-0198): a message is confirmed when the
 * server has counted it, and acknowledged when the recipient has told its own count.
 */
public final class XmppDialect implements Dialect {

  private static final String HOST = "localhost";

  private final URI uri;
  private final Set<Person> registered = new HashSet<>();

  public XmppDialect(int port) {
    this.uri = URI.create("ws://127.0.0.1:" + port + "/ws");
  }

  @Override
  public void introduce(Iterable<Pair> pairs) {
    // People register with their first connection.
  }

  @Override
  public CompletableFuture<Line> connect(
      EventLoopGroup loops, Person person, @Nullable Pair writesTo, Listener listener) {
    var line = new XmppLine(person, registered.add(person), writesTo, listener);
    return line.open(loops, uri, "xmpp");
  }

  private static final class XmppLine extends SocketLine {

    private static final String CLIENT = "xmlns='jabber:client'";
    private static final String MANAGEMENT = "xmlns='urn:xmpp:sm:3'";
    private static final String REQUEST = "<r " + MANAGEMENT + "/>";
    private static final Pattern COUNT = Pattern.compile("h=['\"](\\d+)");

    private final Person person;
    private final boolean registers;
    private final @Nullable String message;
    private final Listener listener;
    private boolean signedIn;
    private boolean managed;

    /** Stanzas taken in, as the server will hear. */
    private long heard;

    /** Messages the server has counted. */
    private long confirmed;

    XmppLine(Person person, boolean registers, @Nullable Pair writesTo, Listener listener) {
      this.person = person;
      this.registers = registers;
      this.listener = listener;
      this.message =
          writesTo == null
              ? null
              : "<message %s to='u%d@%s' type='chat'><body>%s</body></message>"
                  .formatted(
                      CLIENT, writesTo.recipient().number(), HOST, "x".repeat(CONTENT_BYTES));
    }

    private void say(String text) {
      write(new TextWebSocketFrame(text));
    }

    private void openStream() {
      say("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='" + HOST + "' version='1.0'/>");
    }

    @Override
    void opened() {
      openStream();
    }

    @Override
    void heard(ByteBuf frame) {
      // Content is not looked at: only the beginning says what it is.
      byte second = frame.getByte(frame.readerIndex() + 1);
      if (managed && second == 'm') {
        heard++;
        listener.received();
        return;
      }
      String text = frame.toString(StandardCharsets.UTF_8);
      if (text.startsWith("<a ")) {
        counted(text);
      } else if (text.startsWith("<r ")) {
        say("<a " + MANAGEMENT + " h='" + heard + "'/>");
      } else if (text.startsWith("<stream:error")) {
        fail(text);
      } else if (managed) {
        heard++;
      } else {
        signIn(text);
      }
    }

    private void counted(String text) {
      Matcher count = COUNT.matcher(text);
      if (count.find()) {
        // The first stanza was the presence.
        long messages = Long.parseLong(count.group(1)) - 1;
        listener.confirmed((int) (messages - confirmed));
        confirmed = messages;
      }
    }

    private void signIn(String text) {
      if (text.contains("features")) {
        afterFeatures();
      } else if (text.contains("id='reg'") || text.contains("id=\"reg\"")) {
        authenticate();
      } else if (text.startsWith("<success")) {
        signedIn = true;
        openStream();
      } else if (text.contains("id='bind'") || text.contains("id=\"bind\"")) {
        say("<enable " + MANAGEMENT + "/>");
      } else if (text.startsWith("<enabled")) {
        managed = true;
        say("<presence " + CLIENT + "/>");
        ready();
      } else if (!text.startsWith("<open")) {
        fail(text);
      }
    }

    private void afterFeatures() {
      if (signedIn) {
        say(
            "<iq %s type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>r</resource></bind></iq>"
                .formatted(CLIENT));
      } else if (registers) {
        say(
            "<iq %s type='set' id='reg'><query xmlns='jabber:iq:register'><username>u%d</username><password>secret</password></query></iq>"
                .formatted(CLIENT, person.number()));
      } else {
        authenticate();
      }
    }

    private void authenticate() {
      String plain = "\0u" + person.number() + "\0secret";
      say(
          "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>%s</auth>"
              .formatted(
                  Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8))));
    }

    @Override
    public void send() {
      if (message == null) {
        throw new IllegalStateException("this one only listens");
      }
      say(message);
      say(REQUEST);
    }

    @Override
    public void ping() {
      // White space, as over TCP, is no message here (RFC 7395).
      write(new PingWebSocketFrame());
    }
  }
}
