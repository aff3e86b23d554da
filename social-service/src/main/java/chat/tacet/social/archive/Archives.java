package chat.tacet.social.archive;

import static chat.tacet.kit.problem.CommonProblems.FORBIDDEN;
import static chat.tacet.kit.problem.CommonProblems.NOT_FOUND;
import static chat.tacet.social.archive.ArchiveProblems.ARCHIVE_CONFLICT;
import static chat.tacet.social.archive.ArchiveProblems.ARCHIVE_FULL;

import chat.tacet.kit.database.Transactions;
import chat.tacet.kit.token.Caller;
import chat.tacet.social.account.AccountContent;
import chat.tacet.social.account.Accounts;
import chat.tacet.social.device.Devices;
import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Keeps archives and gives them back, to devices of the newest list alone. Chunks are appended by
 * compare-and-swap; everything may be repeated.
 */
@Component
final class Archives implements AccountContent {

  private final ArchiveTable table;
  private final Accounts accounts;
  private final Devices devices;
  private final ArchiveProperties properties;
  private final Transactions transactions;

  Archives(
      ArchiveTable table,
      Accounts accounts,
      Devices devices,
      ArchiveProperties properties,
      Transactions transactions) {
    this.table = table;
    this.accounts = accounts;
    this.devices = devices;
    this.properties = properties;
    this.transactions = transactions;
  }

  Mono<Archive> of(Caller caller) {
    return requireListed(caller).then(Mono.defer(() -> table.find(caller.accountId())));
  }

  /** Some chunks from a number on, in their order; none beyond the last. */
  Mono<List<byte[]>> chunks(Caller caller, UUID archiveId, long from) {
    var found =
        table
            .find(caller.accountId())
            .filter(archive -> archive.exists() && archive.id().equals(archiveId))
            .switchIfEmpty(Mono.error(NOT_FOUND::exception));
    return requireListed(caller)
        // In one view of the database: an archive that ends meanwhile gives no half a page.
        .then(
            transactions.read(
                found.flatMap(_ -> table.page(caller.accountId(), archiveId, from).collectList())));
  }

  /** Appends the chunk, or finds that it is there; the first one begins the archive. */
  Mono<Archive> put(Caller caller, ChunkPlace place, byte[] chunk) {
    var cleared = place.number() == 0 ? clearEnded(caller.accountId()) : Mono.<Void>empty();
    return cleared.then(putNow(caller, place, chunk));
  }

  private Mono<Archive> putNow(Caller caller, ChunkPlace place, byte[] chunk) {
    return transactions.run(
        accounts
            .requireLock(caller.accountId())
            .then(Mono.defer(() -> requireListed(caller)))
            .then(Mono.defer(() -> table.find(caller.accountId())))
            .flatMap(archive ->
                archive.isNext(place)
                    ? append(caller.accountId(), archive, place, chunk)
                    : requireThere(caller.accountId(), archive, place, chunk)));
  }

  /**
   * Deletes this archive; another one stays. Where there is none, its end is noted all the same:
   * its first chunk may still be on its way. Its chunks, which nobody finds any more, go in pieces
   * after it; what is left of them where that ends early goes when it is said again, before another
   * archive begins, or with the account.
   */
  Mono<Void> end(Caller caller, UUID archiveId) {
    var change =
        accounts
            .requireLock(caller.accountId())
            .then(Mono.defer(() -> requireListed(caller)))
            .then(Mono.defer(() -> table.find(caller.accountId())))
            .filter(archive -> !archive.exists() || archive.id().equals(archiveId))
            .flatMap(_ -> table.save(caller.accountId(), Archive.ended(archiveId)));
    return transactions.run(change).then(clearEnded(caller.accountId()));
  }

  /** Deletes the chunks of one that has ended. */
  private Mono<Void> clearEnded(UUID accountId) {
    return untilNoneIsLeft(
        transactions.run(
            accounts
                .requireLock(accountId)
                .then(Mono.defer(() -> table.find(accountId)))
                .filter(archive -> !archive.exists())
                .flatMap(_ -> table.deletePiece(accountId))
                .defaultIfEmpty(0L)));
  }

  private static Mono<Void> untilNoneIsLeft(Mono<Long> piece) {
    return piece.repeat().takeUntil(deleted -> deleted == 0).then();
  }

  private Mono<Archive> append(UUID accountId, Archive archive, ChunkPlace place, byte[] chunk) {
    boolean fits =
        archive.chunks() < ArchiveLimits.MAX_CHUNKS
            && archive.size() + chunk.length <= properties.size().toBytes();
    if (!fits) {
      return Mono.error(ARCHIVE_FULL.exception());
    }
    var grown = archive.with(place, sha256(chunk), chunk.length);
    return table
        .save(accountId, grown)
        .then(table.insert(accountId, place.number(), archive.size(), chunk))
        .thenReturn(grown);
  }

  private Mono<Archive> requireThere(
      UUID accountId, Archive archive, ChunkPlace place, byte[] chunk) {
    return Mono.just(archive)
        .filter(there -> there.exists() && there.id().equals(place.archiveId()))
        .flatMap(_ -> table.chunk(accountId, place.number()))
        .filter(stored -> Arrays.equals(stored, chunk))
        .switchIfEmpty(Mono.error(ARCHIVE_CONFLICT::exception))
        .thenReturn(archive);
  }

  private Mono<Void> requireListed(Caller caller) {
    return devices
        .signingKey(caller.accountId(), caller.deviceId())
        .switchIfEmpty(Mono.error(FORBIDDEN::exception))
        .then();
  }

  private static ByteString sha256(byte[] bytes) {
    try {
      return ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Nothing yet: nobody reads or writes it once the account's devices are gone. */
  @Override
  public Mono<Void> erase(UUID accountId) {
    return Mono.empty();
  }

  @Override
  public Mono<Void> eraseInPieces(UUID accountId) {
    return untilNoneIsLeft(table.deletePiece(accountId)).then(table.delete(accountId));
  }
}
