package chat.tacet.client;

import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.model.MessageState;
import chat.tacet.client.protocol.bytes.MessageId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One line of a conversation, as it is now. */
public final class Message {

  private final Conversation conversation;
  private final Entry entry;
  private final boolean mine;

  Message(Conversation conversation, Entry entry, boolean mine) {
    this.conversation = conversation;
    this.entry = entry;
    this.mine = mine;
  }

  /** What the line says. */
  public enum Kind {
    TEXT,
    /** Its author took it back. */
    DELETED,
    /** Messages are missing here. */
    MISSING,
    /** It could not be opened and was asked for again. */
    REPAIRING,
    /** It could not be recovered. */
    LOST,
    /** A newer version of this library can read it. */
    TOO_NEW,
    /** Something about the other person's keys does not hold; {@link #text()} is the code. */
    ALARM
  }

  public Conversation conversation() {
    return conversation;
  }

  public Kind kind() {
    return switch (entry.kind()) {
      case TEXT -> Kind.TEXT;
      case DELETED -> Kind.DELETED;
      case GAP, CLOSED -> Kind.MISSING;
      case REPAIRING -> Kind.REPAIRING;
      case LOST -> Kind.LOST;
      case TOO_NEW -> Kind.TOO_NEW;
      case ALARM -> Kind.ALARM;
    };
  }

  /** What somebody wrote; empty if there is no text. */
  public String text() {
    return switch (entry.kind()) {
      case TEXT, ALARM -> entry.text();
      case DELETED, GAP, CLOSED, REPAIRING, LOST, TOO_NEW -> "";
    };
  }

  /** Whether this account wrote it. */
  public boolean isMine() {
    return mine;
  }

  public MessageState state() {
    return entry.state();
  }

  /** The author's clock. */
  public Instant sentAt() {
    return Instant.ofEpochMilli(entry.at());
  }

  /** Its place in the conversation, from 0. It keeps it whatever becomes of the message. */
  public long position() {
    return entry.index();
  }

  /** 64 hexadecimal digits, the same for everybody; empty until it was encrypted. */
  public Optional<String> id() {
    return Optional.ofNullable(entry.id()).map(id -> id.value().hex());
  }

  /** The message it answers. */
  public Optional<String> replyTo() {
    return Optional.ofNullable(entry.replyTo()).map(id -> id.value().hex());
  }

  /** Answers it: see {@link Conversation#send(String)}. */
  public Sending reply(String text) {
    return conversation.send(text, entry.id(), null);
  }

  @Nullable MessageId messageId() {
    return entry.id();
  }

  /** Never shows what was written. */
  @Override
  public String toString() {
    return "message " + entry.index() + " (" + entry.kind() + ", " + entry.state() + ")";
  }
}
