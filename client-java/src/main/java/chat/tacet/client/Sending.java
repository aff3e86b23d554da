package chat.tacet.client;

import java.util.concurrent.CompletableFuture;

/**
 * A text on its way.
 *
 * @param message as it is in the store
 * @param accepted completed when the relay has it durably; how far it came later is told to the
 *     listener. Fails with a {@link chat.tacet.client.failure.TacetException} if it will never be
 *     sent
 */
public record Sending(Message message, CompletableFuture<Message> accepted) {}
