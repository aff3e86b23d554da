package chat.tacet.benchmark.dialect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The floor's own frames, a letter and fixed fields: {@code S} recipient content, {@code A} ids,
 * {@code C} (confirmed), {@code D} id content. Recipients are 4 bytes, ids two longs.
 */
public final class FloorDialect implements Dialect {

  private final URI uri;

  public FloorDialect(int port) {
    this.uri = URI.create("ws://127.0.0.1:" + port + "/");
  }

  @Override
  public void introduce(Iterable<Pair> pairs) {
    // It believes everybody.
  }

  @Override
  public CompletableFuture<Line> connect(
      EventLoopGroup loops, Person person, @Nullable Pair writesTo, Listener listener) {
    var line = new FloorLine(writesTo == null ? -1 : writesTo.recipient().number(), listener);
    return line.open(loops, uri.resolve("/" + person.number()), "floor");
  }

  private static final class FloorLine extends SocketLine {

    private static final int ID_BYTES = 2 * Long.BYTES;

    private final byte[] message;
    private final Listener listener;
    private final ByteBuf acks = Unpooled.buffer();

    FloorLine(int recipient, Listener listener) {
      this.listener = listener;
      byte[] content = new byte[CONTENT_BYTES];
      ThreadLocalRandom.current().nextBytes(content);
      this.message =
          ByteBufUtil.getBytes(
              Unpooled.buffer().writeByte('S').writeInt(recipient).writeBytes(content));
    }

    @Override
    void opened() {
      ready();
    }

    @Override
    void heard(ByteBuf frame) {
      switch (frame.readByte()) {
        case 'C' -> listener.confirmed(1);
        case 'D' -> {
          acks.writeBytes(frame, ID_BYTES);
          listener.received();
        }
        default -> fail("an unknown frame");
      }
    }

    @Override
    void heardAll() {
      if (acks.isReadable()) {
        writeBinary(buffer(1 + acks.readableBytes()).writeByte('A').writeBytes(acks));
        acks.clear();
      }
    }

    @Override
    public void send() {
      writeBinary(buffer(message.length).writeBytes(message));
    }

    @Override
    public void ping() {
      // It waits for ever.
    }
  }
}
