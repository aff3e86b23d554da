package chat.tacet.relay.connection;

import chat.tacet.contracts.relay.v1.Deliver;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.mailbox.Mail;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames to one socket. Belongs to its event loop. Frames written in one turn of the loop
 * leave with one flush; memory is bounded by {@link #room()} and the Sends in flight, and the
 * connection ends when {@link #pendingBytes()} passes its limit all the same.
 */
final class FrameWriter {

  private static final int DELIVER_TAG =
      ServerFrame.DELIVER_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int MAIL_ID_TAG =
      Deliver.MAIL_ID_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int MAIL_ID_FIELD_BYTES = 2 + MailId.BYTES;

  private final Channel channel;
  private byte @Nullable [] owedPong;
  private boolean flushScheduled;

  FrameWriter(Channel channel) {
    this.channel = channel;
  }

  void write(ServerFrame frame) {
    writeBytes(Unpooled.wrappedBuffer(frame.toByteArray()));
  }

  /**
   * Writes a Deliver frame around fields that were serialised when the mail was accepted: a
   * protobuf message is the concatenation of its fields, so nothing is parsed or built again.
   */
  void deliver(Mail mail) {
    ByteString content = mail.content();
    int contentField =
        mail.body() == null
            ? 0
            : CodedOutputStream.computeBytesSize(Deliver.CONTENT_FIELD_NUMBER, content);
    int length = MAIL_ID_FIELD_BYTES + mail.fields().size() + contentField;
    int total = 1 + CodedOutputStream.computeUInt32SizeNoTag(length) + length;
    ByteBuf buffer = channel.alloc().buffer(total, total);
    try {
      ByteBuffer target = buffer.internalNioBuffer(0, total);
      CodedOutputStream out = CodedOutputStream.newInstance(target);
      out.writeUInt32NoTag(DELIVER_TAG);
      out.writeUInt32NoTag(length);
      out.writeUInt32NoTag(MAIL_ID_TAG);
      out.writeUInt32NoTag(MailId.BYTES);
      // Big endian, as MailId reads it.
      out.writeFixed64NoTag(Long.reverseBytes(mail.id().millis()));
      out.writeFixed64NoTag(Long.reverseBytes(mail.id().sequence()));
      out.writeRawBytes(mail.fields());
      if (mail.body() != null) {
        out.writeBytes(Deliver.CONTENT_FIELD_NUMBER, content);
      }
      out.flush();
      buffer.writerIndex(total);
    } catch (IOException e) {
      buffer.release();
      throw new UncheckedIOException("the frame was measured wrongly", e);
    }
    writeBytes(buffer);
  }

  /**
   * Answers a ping; of those that find no room only the last, once there is some (RFC 6455, 5.5.3).
   */
  void pong(byte[] content) {
    if (channel.isWritable()) {
      owedPong = null;
      write(new PongWebSocketFrame(Unpooled.wrappedBuffer(content)));
    } else {
      owedPong = content;
    }
  }

  private void pongOwed() {
    byte[] owed = owedPong;
    if (owed != null) {
      pong(owed);
    }
  }

  /** Nothing may follow a close: an answer that is owed is not given any more. */
  void forgetPong() {
    owedPong = null;
  }

  /** Calls back, on the event loop, whenever there is room again after there was none. */
  void onRoom(Runnable listener) {
    channel
        .pipeline()
        .addFirst(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelWritabilityChanged(ChannelHandlerContext context) {
                if (context.channel().isWritable()) {
                  pongOwed();
                  listener.run();
                }
                context.fireChannelWritabilityChanged();
              }
            });
  }

  /**
   * Bytes that may be written before they count as too many for the network; none while it is
   * behind.
   */
  long room() {
    return channel.isWritable() ? channel.bytesBeforeUnwritable() : 0;
  }

  boolean isWritable() {
    return channel.isWritable();
  }

  /** Written and not yet taken by the network. */
  long pendingBytes() {
    return channel.unsafe().outboundBuffer() == null
        ? 0
        : channel.unsafe().outboundBuffer().totalPendingWriteBytes();
  }

  private void writeBytes(ByteBuf bytes) {
    write(new BinaryWebSocketFrame(bytes));
  }

  private void write(WebSocketFrame frame) {
    var _ = channel.write(frame, channel.voidPromise());
    if (!flushScheduled) {
      flushScheduled = true;
      channel.eventLoop().execute(this::flush);
    }
  }

  private void flush() {
    flushScheduled = false;
    channel.flush();
  }
}
