package chat.tacet.relay.mailbox;

import chat.tacet.relay.frame.MailId;
import com.google.protobuf.ByteString;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One envelope in a mailbox, ready to be delivered.
 *
 * @param sender the account that sent it
 * @param fields the protobuf fields of its {@code Deliver} frame, except {@code mail_id}, and
 *     except {@code content} when the body is shared. They were serialised once, when it was
 *     accepted, and are never parsed here again.
 * @param body the shared body it refers to, or null when the content is in {@code fields}
 * @param content the shared body; empty when the content is in {@code fields}
 */
public record Mail(
    MailId id, UUID sender, ByteString fields, @Nullable BodyKey body, ByteString content) {

  /** What it counts in quota and window, in bytes. */
  public int size() {
    return fields.size() + content.size();
  }

  /** What remains to be known once it is on its way. */
  public HeldMail held() {
    return new HeldMail(id, sender, fields.size(), content.size(), body);
  }
}
