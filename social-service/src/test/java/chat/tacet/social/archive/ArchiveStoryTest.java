package chat.tacet.social.archive;

import static chat.tacet.social.archive.Shelf.ZEROS;
import static chat.tacet.social.archive.Shelf.after;
import static chat.tacet.social.archive.Shelf.chunk;
import static chat.tacet.social.archive.Shelf.hash;
import static chat.tacet.social.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.database.Columns;
import chat.tacet.kit.database.Transactions;
import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.TestDevice;
import chat.tacet.social.testing.Together;
import chat.tacet.social.testing.Town;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Alice's laptop keeps an archive here, and so does her phone. */
@ParameterizedClass(autoCloseArguments = false) // the towns are shared
@MethodSource("chat.tacet.social.testing.Town#both")
class ArchiveStoryTest {

  private static final byte[] FIRST = chunk(100, 1);
  private static final byte[] SECOND = chunk(200, 2);

  private final Town town;
  private final Person alice;
  private final TestDevice handset;
  private final UUID id = UUID.randomUUID();
  private final Shelf laptop;
  private final Shelf phone;

  ArchiveStoryTest(Town town) {
    this.town = town;
    this.alice = town.person("alice");
    this.handset = alice.identity().newDevice();
    this.laptop = new Shelf(alice.signIn(alice.device()), id);
    this.phone = new Shelf(alice.signIn(handset), id);
  }

  @BeforeEach
  void bothAreListed() {
    alice.publishDevices();
    alice
        .publish(alice.identity().nextList(List.of(alice.device(), handset)))
        .expectStatus()
        .isNoContent();
  }

  @Test
  void thereIsNoneUntilADeviceBeginsIt() {
    var before = laptop.state();
    assertThat(before.has("$.archiveId")).isFalse();
    assertThat(before.number("$.chunks")).isZero();
    assertThat(before.bytes("$.head")).isEqualTo(ZEROS);
    refused(laptop.chunks(0), 404, "not-found");

    laptop.put(0, ZEROS, FIRST).expectStatus().isOk();

    var begun = phone.state();
    assertThat(begun.string("$.archiveId")).isEqualTo(id.toString());
    assertThat(begun.number("$.chunks")).isEqualTo(1);
    assertThat(begun.number("$.size")).isEqualTo(100);
    assertThat(begun.bytes("$.head")).isEqualTo(hash(FIRST));
  }

  @Test
  void whatOneDevicePutsTheOtherReads() {
    laptop.put(0, ZEROS, FIRST).expectStatus().isOk();
    phone.put(1, hash(FIRST), SECOND).expectStatus().isOk();

    assertThat(read(phone, 0)).containsExactly(Json.base64(FIRST), Json.base64(SECOND));
    assertThat(read(phone, 1)).containsExactly(Json.base64(SECOND));
    assertThat(read(phone, 2)).isEmpty();
    phone.chunks(-1).expectStatus().isBadRequest();
  }

  @Test
  void whoReadsWaitsForNobodyWhoWrites() {
    laptop.put(0, ZEROS, FIRST).expectStatus().isOk();
    var begun = new CompletableFuture<Void>();
    var enough = new CompletableFuture<Void>();
    var change = Mono.fromRunnable(() -> begun.complete(null)).then(Mono.fromFuture(enough));
    var writing = town.bean(Transactions.class).run(change).toFuture();
    begun.join();

    try {
      assertThat(read(phone, 0)).containsExactly(Json.base64(FIRST));
    } finally {
      enough.complete(null);
      writing.join();
    }
  }

  @Test
  void theSameChunkAgainIsAnsweredTheSameAndAnotherIsNot() {
    laptop.put(0, ZEROS, FIRST).expectStatus().isOk();
    laptop.put(0, ZEROS, FIRST).expectStatus().isOk();
    laptop.put(1, hash(FIRST), SECOND).expectStatus().isOk();
    laptop.put(0, ZEROS, FIRST).expectStatus().isOk();

    refused(phone.put(0, ZEROS, SECOND), 409, "archive-conflict");
    refused(phone.put(1, hash(FIRST), FIRST), 409, "archive-conflict");
    refused(phone.put(2, hash(FIRST), FIRST), 409, "archive-conflict");
    refused(phone.put(3, hash(SECOND), FIRST), 409, "archive-conflict");
    assertThat(laptop.state().number("$.chunks")).isEqualTo(2);
    assertThat(laptop.state().number("$.size")).isEqualTo(300);
  }

  @Test
  void ofTwoDevicesThatAppendAtOnceOneIsFirst() {
    laptop.put(0, ZEROS, FIRST).expectStatus().isOk();

    var statuses =
        Together.run(
            () -> status(laptop.put(1, hash(FIRST), chunk(50, 3))),
            () -> status(phone.put(1, hash(FIRST), chunk(50, 4))));

    assertThat(statuses).containsExactlyInAnyOrder(200, 409);
    assertThat(read(laptop, 0)).hasSize(2);
  }

  @Test
  void ofTwoThatAreBegunAtOnceOneIs() {
    var other = new Shelf(alice.signIn(alice.device()), UUID.randomUUID());

    var statuses =
        Together.run(
            () -> status(laptop.put(0, ZEROS, FIRST)), () -> status(other.put(0, ZEROS, SECOND)));

    assertThat(statuses).containsExactlyInAnyOrder(200, 409);
  }

  @Test
  void onceDeletedNothingLateBringsItBack() {
    laptop.put(0, ZEROS, FIRST).expectStatus().isOk();
    phone.delete().expectStatus().isNoContent();
    phone.delete().expectStatus().isNoContent();

    assertThat(laptop.state().has("$.archiveId")).isFalse();
    assertThat(laptop.state().bytes("$.head")).isEqualTo(after(id));
    refused(laptop.chunks(0), 404, "not-found");
    refused(laptop.put(1, hash(FIRST), SECOND), 409, "archive-conflict");
    refused(laptop.put(0, ZEROS, FIRST), 409, "archive-conflict");
    refused(laptop.put(0, after(id), FIRST), 409, "archive-conflict");
    assertThat(chunksStored()).isZero();
  }

  @Test
  void anotherOneBeginsWhereTheLastEndedAndALateDeletionDoesNotEndIt() {
    laptop.put(0, ZEROS, FIRST).expectStatus().isOk();
    laptop.delete().expectStatus().isNoContent();
    var next = new Shelf(alice.signIn(alice.device()), UUID.randomUUID());
    refused(next.put(0, ZEROS, SECOND), 409, "archive-conflict");
    next.put(0, after(id), SECOND).expectStatus().isOk();

    laptop.delete().expectStatus().isNoContent();

    assertThat(read(next, 0)).containsExactly(Json.base64(SECOND));
    refused(laptop.chunks(0), 404, "not-found");
  }

  @Test
  void oneThatWasEndedBeforeItsFirstChunkCameDoesNotBegin() {
    laptop.delete().expectStatus().isNoContent();
    laptop.delete().expectStatus().isNoContent();

    assertThat(laptop.state().has("$.archiveId")).isFalse();
    assertThat(laptop.state().bytes("$.head")).isEqualTo(after(id));
    refused(laptop.put(0, ZEROS, FIRST), 409, "archive-conflict");
    refused(laptop.put(0, after(id), FIRST), 409, "archive-conflict");
    assertThat(chunksStored()).isZero();
    var next = new Shelf(alice.signIn(alice.device()), UUID.randomUUID());
    next.put(0, after(id), SECOND).expectStatus().isOk();
  }

  @Test
  void onlyDevicesOfTheListComeNearIt() {
    laptop.put(0, ZEROS, FIRST).expectStatus().isOk();
    var stranger = new Shelf(alice.signIn(alice.identity().newDevice()), id);

    refused(stranger.chunks(0), 403, "forbidden");
    refused(stranger.put(1, hash(FIRST), SECOND), 403, "forbidden");
    refused(stranger.delete(), 403, "forbidden");
    refused(alice.signIn(alice.identity().newDevice()).call("GET", "/archive"), 403, "forbidden");
  }

  @Test
  void nobodyElseFindsIt() {
    laptop.put(0, ZEROS, FIRST).expectStatus().isOk();
    var bob = town.person("bob");
    bob.publishDevices();
    var mallory = new Shelf(bob.signIn(bob.device()), id);

    refused(mallory.chunks(0), 404, "not-found");
    refused(mallory.put(1, hash(FIRST), SECOND), 409, "archive-conflict");
    mallory.delete().expectStatus().isNoContent();
    assertThat(read(laptop, 0)).hasSize(1);
  }

  @Test
  void aLongOneComesInPages() {
    var all = IntStream.range(0, 70).mapToObj(n -> chunk(40_000, n)).toList();
    putAll(all);

    var page = read(laptop, 0);
    assertThat(page).hasSizeBetween(20, 26);
    var rest = read(laptop, page.size());
    assertThat(rest.getFirst()).isEqualTo(Json.base64(all.get(page.size())));
  }

  @Test
  void aPageOfSmallOnesHasAnEndToo() {
    putAll(IntStream.range(0, 70).mapToObj(n -> chunk(10, n)).toList());
    assertThat(read(laptop, 0)).hasSize(ArchiveLimits.PAGE);
    assertThat(read(laptop, ArchiveLimits.PAGE)).hasSize(70 - ArchiveLimits.PAGE);
  }

  @Test
  void whatIsNoChunkIsRefused() {
    refused(laptop.put(0, ZEROS, new byte[0]), 400, "validation-failed");
    refused(laptop.put(0, ZEROS, chunk(49_153, 1)), 400, "validation-failed");
    refused(laptop.put(0, new byte[31], FIRST), 400, "validation-failed");
    laptop.put(0, ZEROS, chunk(49_152, 1)).expectStatus().isOk();
    refused(laptop.put(1_000_000_000, ZEROS, FIRST), 404, "not-found");
  }

  @Test
  void nothingIsLeftOfItWhenTheAccountEnds() {
    laptop.put(0, ZEROS, FIRST).expectStatus().isOk();
    town.endAccount(alice);
    assertThat(chunksStored()).isZero();
    refused(laptop.put(1, hash(FIRST), SECOND), 403, "forbidden");
  }

  @Test
  void aLongOneEndsInPieces() {
    laptop.put(0, ZEROS, FIRST).expectStatus().isOk();
    addStored(2 * (int) ArchiveTable.PIECE);
    laptop.delete().expectStatus().isNoContent();
    assertThat(chunksStored()).isZero();
  }

  @Test
  void whatIsLeftOfOneThatEndedGoesWhenItEndsAgainAndBeforeTheNextBegins() {
    laptop.put(0, ZEROS, FIRST).expectStatus().isOk();
    laptop.delete().expectStatus().isNoContent();
    addStored(3);
    refused(laptop.chunks(1), 404, "not-found");
    laptop.delete().expectStatus().isNoContent();
    assertThat(chunksStored()).isZero();

    addStored(3);
    var next = new Shelf(alice.signIn(alice.device()), UUID.randomUUID());
    next.put(0, after(id), SECOND).expectStatus().isOk();
    next.put(1, hash(SECOND), FIRST).expectStatus().isOk();
    next.put(0, after(id), SECOND).expectStatus().isOk();
    assertThat(read(next, 0)).containsExactly(Json.base64(SECOND), Json.base64(FIRST));
    assertThat(chunksStored()).isEqualTo(2);
  }

  /** The service ended between the account's end and that of its archive. */
  @Test
  void anAccountThatEndedAlreadyLeavesNothingEither() {
    laptop.put(0, ZEROS, FIRST).expectStatus().isOk();
    addStored((int) ArchiveTable.PIECE);
    town.bean(DatabaseClient.class)
        .sql("UPDATE account SET deleted_at = 1 WHERE account_id = :id")
        .bind("id", alice.id().toString())
        .then()
        .block();

    town.endAccount(alice);

    assertThat(chunksStored()).isZero();
  }

  /** Chunks from number 1 on. */
  private void addStored(int count) {
    var table = town.bean(ArchiveTable.class);
    Flux.range(1, count)
        .concatMap(number -> table.insert(alice.id(), number, 100L * number, FIRST))
        .blockLast();
  }

  private void putAll(List<byte[]> chunks) {
    var previous = ZEROS;
    for (int n = 0; n < chunks.size(); n++) {
      laptop.put(n, previous, chunks.get(n)).expectStatus().isOk();
      previous = hash(chunks.get(n));
    }
  }

  private static List<String> read(Shelf shelf, long from) {
    return Json.of(shelf.chunks(from).expectStatus().isOk()).strings("$.chunks");
  }

  private static int status(ResponseSpec answer) {
    return answer.returnResult(byte[].class).getStatus().value();
  }

  private long chunksStored() {
    return town.bean(DatabaseClient.class)
        .sql("SELECT COUNT(*) AS n FROM archive_chunk WHERE account_id = :id")
        .bind("id", alice.id().toString())
        .map(row -> Columns.number(row, "n"))
        .one()
        .blockOptional()
        .orElseThrow();
  }
}
