package chat.tacet.relay.directory;

import org.jspecify.annotations.Nullable;

/**
 * What the projection holds under one key.
 *
 * @param version 0 when there is nothing
 * @param value null when there is nothing
 * @param complete whether the projection is complete, so that nothing means "there is none"
 */
public record Versioned<T>(long version, @Nullable T value, boolean complete) {}
