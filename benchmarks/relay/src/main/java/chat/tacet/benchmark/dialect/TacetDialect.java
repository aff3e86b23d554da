package chat.tacet.benchmark.dialect;

import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.kit.testing.TestIssuer;
import com.google.protobuf.InvalidProtocolBufferException;
import io.lettuce.core.RedisClient;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Frames of {@code contracts}, tickets of an issuer of our own, rights written into Redis. */
public final class TacetDialect implements Dialect {

  private final TestIssuer issuer;
  private final String redisUrl;
  private final URI uri;

  public TacetDialect(TestIssuer issuer, String redisUrl, URI uri) {
    this.issuer = issuer;
    this.redisUrl = redisUrl;
    this.uri = uri;
  }

  /** Plays {@code social-service}: the directory projection of {@code contracts/events}. */
  @Override
  public void introduce(Iterable<Pair> pairs) {
    try (RedisClient client = RedisClient.create(redisUrl);
        var connection = client.connect()) {
      var redis = connection.sync();
      redis.set("dir:complete", Long.toString(System.currentTimeMillis()));
      for (Pair pair : pairs) {
        for (Person person : new Person[] {pair.sender(), pair.recipient()}) {
          redis.hset(
              "dir:devices:{" + person.account() + "}",
              Map.of(
                  "version",
                  "1",
                  "doc",
                  "{\"accountId\":\"%s\",\"devices\":[\"%s\"],\"listHash\":\"\"}"
                      .formatted(person.account(), person.device())));
        }
        redis.hset(
            "dir:room:{" + pair.room() + "}",
            Map.of(
                "version",
                "1",
                "doc",
                "{\"roomId\":\"%s\",\"kind\":\"direct\",\"members\":[\"%s\",\"%s\"],\"open\":true}"
                    .formatted(pair.room(), pair.sender().account(), pair.recipient().account())));
      }
    }
  }

  @Override
  public CompletableFuture<Line> connect(
      EventLoopGroup loops, Person person, @Nullable Pair writesTo, Listener listener) {
    String ticket = issuer.ticket(person.account(), UUID.randomUUID(), person.device());
    var line = new TacetLine(writesTo == null ? null : new TacetFrames(writesTo), listener);
    return line.open(loops, uri, "tacet.v1," + ticket);
  }

  private static final class TacetLine extends SocketLine {

    private static final byte WELCOME = tag(ServerFrame.WELCOME_FIELD_NUMBER);
    private static final byte ACCEPTED = tag(ServerFrame.ACCEPTED_FIELD_NUMBER);
    private static final byte DELIVER = tag(ServerFrame.DELIVER_FIELD_NUMBER);
    private static final byte DRAINED = tag(ServerFrame.DRAINED_FIELD_NUMBER);
    private static final byte PONG = tag(ServerFrame.PONG_FIELD_NUMBER);

    /** {@code ClientFrame.ack}, {@code Ack.mail_ids} and {@code Deliver.mail_id}. */
    private static final byte ACK = tag(2);

    private static final byte MAIL_ID = tag(1);
    private static final int ID_BYTES = 16;
    private static final int MAX_IDS = 256;

    /** {@code ClientFrame.ping} with nonce 1. */
    private static final byte[] PING = {tag(5), 2, 8, 1};

    private final @Nullable TacetFrames frames;
    private final Listener listener;
    private final ByteBuf acks = Unpooled.buffer();

    TacetLine(@Nullable TacetFrames frames, Listener listener) {
      this.frames = frames;
      this.listener = listener;
    }

    private static byte tag(int field) {
      return (byte) ((field << 3) | 2);
    }

    @Override
    void opened() {
      // Ready with Welcome.
    }

    @Override
    void heard(ByteBuf frame) {
      byte tag = frame.getByte(frame.readerIndex());
      if (tag == DELIVER) {
        delivered(frame);
      } else if (tag == ACCEPTED) {
        listener.confirmed(1);
      } else if (tag == WELCOME) {
        ready();
      } else if (tag != DRAINED && tag != PONG) {
        unexpected(frame);
      }
    }

    private void delivered(ByteBuf frame) {
      frame.skipBytes(1);
      while (frame.readByte() < 0) {
        // The length, which the WebSocket frame says too.
      }
      if (frame.readByte() != MAIL_ID || frame.readByte() != ID_BYTES) {
        fail("a mail without its id in front");
        return;
      }
      acks.writeByte(MAIL_ID).writeByte(ID_BYTES).writeBytes(frame, ID_BYTES);
      listener.received();
      if (acks.readableBytes() >= MAX_IDS * (2 + ID_BYTES)) {
        heardAll();
      }
    }

    @Override
    void heardAll() {
      int length = acks.readableBytes();
      if (length == 0) {
        return;
      }
      ByteBuf frame = buffer(4 + length).writeByte(ACK);
      if (length > 0x7f) {
        frame.writeByte((length & 0x7f) | 0x80).writeByte(length >>> 7);
      } else {
        frame.writeByte(length);
      }
      writeBinary(frame.writeBytes(acks));
      acks.clear();
    }

    private void unexpected(ByteBuf frame) {
      try {
        fail("unexpected: " + ServerFrame.parseFrom(frame.nioBuffer()));
      } catch (InvalidProtocolBufferException e) {
        fail("not a frame");
      }
    }

    @Override
    public void send() {
      if (frames == null) {
        throw new IllegalStateException("this one only listens");
      }
      ByteBuf frame = buffer(frames.length());
      frames.next(frame);
      writeBinary(frame);
    }

    @Override
    public void ping() {
      writeBinary(buffer(PING.length).writeBytes(PING));
    }
  }
}
