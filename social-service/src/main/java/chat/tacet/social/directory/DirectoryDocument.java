package chat.tacet.social.directory;

/**
 * One document of the projection.
 *
 * @param key in Redis
 * @param version a document with a lower or equal one never replaces a stored one
 * @param content written as JSON
 */
public record DirectoryDocument(String key, long version, Object content) {}
