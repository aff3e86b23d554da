package chat.tacet.benchmark.dialect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** MQTT 3.1.1 over TCP: sessions that outlive their connection, every message with QoS 1. */
public final class MqttDialect implements Dialect {

  private final int port;

  public MqttDialect(int port) {
    this.port = port;
  }

  @Override
  public void introduce(Iterable<Pair> pairs) {
    // It believes everybody; sessions begin with the first connection.
  }

  @Override
  public CompletableFuture<Line> connect(
      EventLoopGroup loops, Person person, @Nullable Pair writesTo, Listener listener) {
    var line = new MqttLine(person, writesTo, listener);
    return line.connect(
        loops, "127.0.0.1", port, channel -> channel.pipeline().addLast(new Packets()));
  }

  /** Cuts the stream into packets: first byte, then the rest without its length. */
  private static final class Packets extends ByteToMessageDecoder {
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
      int start = in.readerIndex();
      int length = 0;
      for (int i = 1, shift = 0; i < in.readableBytes(); i++, shift += 7) {
        byte part = in.getByte(start + i);
        length |= (part & 0x7f) << shift;
        if (part >= 0) {
          if (in.readableBytes() >= 1 + i + length) {
            in.setByte(start + i, in.getByte(start));
            in.skipBytes(i);
            out.add(in.readRetainedSlice(1 + length));
          }
          return;
        }
      }
    }
  }

  private static final class MqttLine extends ChannelLine<ByteBuf> {

    private static final int CONNECT = 0x10;
    private static final int CONNACK = 0x20;
    private static final int PUBLISH = 0x30;
    private static final int PUBACK = 0x40;
    private static final int SUBSCRIBE = 0x82;
    private static final int SUBACK = 0x90;
    private static final int PINGREQ = 0xc0;
    private static final int PINGRESP = 0xd0;
    private static final int AT_LEAST_ONCE = 0x02;
    private static final int MAX_ID = 0xffff;

    private final Person person;
    private final byte @Nullable [] message;
    private final Listener listener;
    private int idAt;
    private int lastId;

    MqttLine(Person person, @Nullable Pair writesTo, Listener listener) {
      super(ByteBuf.class);
      this.person = person;
      this.listener = listener;
      this.message = writesTo == null ? null : publish(writesTo.recipient());
    }

    private byte[] publish(Person to) {
      ByteBuf body = Unpooled.buffer();
      text(body, "u/" + to.number());
      idAt = body.writerIndex();
      body.writeShort(0);
      byte[] content = new byte[CONTENT_BYTES];
      ThreadLocalRandom.current().nextBytes(content);
      ByteBuf whole = packet(Unpooled.buffer(), PUBLISH | AT_LEAST_ONCE, body.writeBytes(content));
      idAt += whole.readableBytes() - body.readableBytes();
      return ByteBufUtil.getBytes(whole);
    }

    private static void text(ByteBuf target, String text) {
      target.writeShort(text.length()).writeCharSequence(text, StandardCharsets.US_ASCII);
    }

    private static ByteBuf packet(ByteBuf target, int type, ByteBuf body) {
      target.writeByte(type);
      int length = body.readableBytes();
      for (; length > 0x7f; length >>>= 7) {
        target.writeByte((length & 0x7f) | 0x80);
      }
      return target.writeByte(length).writeBytes(body, body.readerIndex(), body.readableBytes());
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      ByteBuf body = Unpooled.buffer();
      text(body, "MQTT");
      // Version 3.1.1, a session that stays, no keep-alive.
      body.writeByte(4).writeByte(0).writeShort(0);
      text(body, "u" + person.number());
      write(packet(buffer(64), CONNECT, body));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf packet) {
      int first = packet.readUnsignedByte();
      switch (first & 0xf0) {
        case CONNACK -> connected(packet);
        case SUBACK -> ready();
        case PUBACK -> listener.confirmed(1);
        case PUBLISH -> published(packet);
        case PINGRESP -> {}
        default -> fail("packet " + first);
      }
    }

    private void connected(ByteBuf packet) {
      packet.skipBytes(1);
      if (packet.readByte() != 0) {
        fail("refused");
      } else if (message != null) {
        ready();
      } else {
        ByteBuf body = Unpooled.buffer().writeShort(1);
        text(body, "u/" + person.number());
        write(packet(buffer(64), SUBSCRIBE, body.writeByte(1)));
      }
    }

    private void published(ByteBuf packet) {
      packet.skipBytes(packet.readUnsignedShort());
      write(buffer(4).writeByte(PUBACK).writeByte(2).writeShort(packet.readUnsignedShort()));
      listener.received();
    }

    @Override
    public void send() {
      if (message == null) {
        throw new IllegalStateException("this one only listens");
      }
      lastId = lastId % MAX_ID + 1;
      write(buffer(message.length).writeBytes(message).setShort(idAt, lastId));
    }

    @Override
    public void ping() {
      write(buffer(2).writeByte(PINGREQ).writeByte(0));
    }
  }
}
