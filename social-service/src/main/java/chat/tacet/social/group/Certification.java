package chat.tacet.social.group;

import static chat.tacet.kit.problem.CommonProblems.FORBIDDEN;
import static chat.tacet.social.group.GroupProblems.require;

import chat.tacet.social.device.Ed25519Keys;
import chat.tacet.social.device.KnownList;
import chat.tacet.social.device.KnownLists;
import chat.tacet.social.device.SignatureChecks;
import chat.tacet.social.device.SignatureInput;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** [M-3] Whether entries are signed by whom they name. */
@Component
final class Certification {

  private final KnownLists lists;
  private final SignatureChecks checks;

  Certification(KnownLists lists, SignatureChecks checks) {
    this.lists = lists;
    this.checks = checks;
  }

  /**
   * Answers the entries if the device signed each of them and the newest list of the account, the
   * one they name, names the device; fails with {@code room-entry-invalid}, or {@code forbidden}
   * where the account has no list.
   */
  Mono<List<CertifiedEntry>> certify(UUID author, List<Entry> entries) {
    return lists
        .newest(author)
        .switchIfEmpty(Mono.error(FORBIDDEN::exception))
        .flatMap(list -> checks.run(() -> checked(list, entries)).thenReturn(list))
        .flatMap(
            list -> Flux.fromIterable(entries).concatMap(e -> certified(list, e)).collectList());
  }

  /** Whether the list that these entries were certified by is still the newest. */
  Mono<Void> requireNewest(UUID author, List<CertifiedEntry> certified) {
    return lists
        .newest(author)
        .doOnNext(list -> certified.forEach(one -> requireNames(one.entry(), list)))
        .then();
  }

  private static boolean checked(KnownList list, List<Entry> entries) {
    for (var entry : entries) {
      requireNames(entry, list);
      var key = Optional.ofNullable(list.signingKeys().get(entry.authorDevice()));
      require(key.isPresent(), "the list does not name the device");
      require(
          !entry.bringsList() || entry.signed().getAuthorList().equals(list.signedBytes()),
          "author_list is not the list that is stored");
      require(
          Ed25519Keys.verify(
              key.orElseThrow().toByteArray(),
              SignatureInput.MEMBERSHIP_ENTRY.of(entry.signed().getEntry().toByteArray()),
              entry.signed().getSignature().toByteArray()),
          "signature does not verify");
    }
    return true;
  }

  private static void requireNames(Entry entry, KnownList list) {
    require(
        entry.listVersion() == list.version() && entry.listHash().equals(list.hash()),
        "list_version and list_hash are not those of the newest list");
  }

  private Mono<CertifiedEntry> certified(KnownList list, Entry entry) {
    return evidence(entry)
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty())
        .map(evidence -> new CertifiedEntry(entry, list.identityKey(), evidence));
  }

  /**
   * Empty unless the list is one that the account itself published here. Anybody can make an
   * identity and sign a list in another account's name; it would prove nothing.
   */
  private Mono<CertifiedEntry.Evidence> evidence(Entry entry) {
    return entry.change() instanceof Change.Expel expel
        ? Mono.zip(
            lists
                .ofVersion(expel.accountId(), expel.listVersion())
                .filter(list -> list.signedBytes().equals(expel.evidence()))
                .filter(KnownList::identityReset)
                .map(KnownList::identityKey),
            lists.newest(expel.accountId()).map(KnownList::identityKey),
            CertifiedEntry.Evidence::new)
        : Mono.empty();
  }
}
