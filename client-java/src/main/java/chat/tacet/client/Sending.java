package chat.tacet.client;

import java.util.concurrent.CompletableFuture;

/**
 * A text on its way.
 *
 * @param message as it is in the store
 * @param accepted completed when the relay has it durably; how far it came later is told to the
 *     listener. Fails with a {@link chat.tacet.client.failure.TacetException} if it will never be
 *     sent, and with a {@link chat.tacet.client.failure.UsageException} "closed" if the client was
 *     closed first: then it is open what became of it, and what the relay has not is sent at the
 *     next start. Completes on a thread of its own
 */
public record Sending(Message message, CompletableFuture<Message> accepted) {}
