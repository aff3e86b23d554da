package chat.tacet.social.archive;

/** How large an archive's parts may be ({@code docs/spec/limits.md}). */
final class ArchiveLimits {

  /** The largest that a client seals has 47,137 bytes. */
  static final int MAX_CHUNK_BYTES = 48 * 1024;

  /** Chunks of one archive: as many as the smallest, of a bucket of 256 bytes, fill 64 MiB. */
  static final int MAX_CHUNKS = 262_144;

  /** Chunks in one answer. */
  static final int PAGE = 64;

  /** Bytes in one answer, beyond the first chunk: what it holds of memory, and a client of time. */
  static final int PAGE_BYTES = 1024 * 1024;

  private ArchiveLimits() {}
}
