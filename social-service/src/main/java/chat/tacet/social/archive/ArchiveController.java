package chat.tacet.social.archive;

import chat.tacet.kit.json.Base64Url;
import chat.tacet.kit.json.ByteLength;
import chat.tacet.kit.token.Caller;
import chat.tacet.social.throttle.Rule;
import chat.tacet.social.throttle.Throttle;
import com.google.protobuf.ByteString;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/social/archive")
class ArchiveController {

  private static final String CHUNK = "/{archiveId}/chunks/{number:\\d{1,9}}";

  private final Archives archives;
  private final Throttle throttle;

  ArchiveController(Archives archives, Throttle throttle) {
    this.archives = archives;
    this.throttle = throttle;
  }

  /** How the archive stands, if there is one. */
  @GetMapping
  Mono<State> state(@AuthenticationPrincipal Caller caller) {
    return throttle
        .require(Rule.ARCHIVE, caller.accountId())
        .then(Mono.defer(() -> archives.of(caller)))
        .map(State::of);
  }

  @PutMapping(CHUNK)
  Mono<State> put(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID archiveId,
      @PathVariable long number,
      @Valid @RequestBody NewChunk body) {
    var place =
        new ChunkPlace(archiveId, number, ByteString.copyFrom(body.previous().toByteArray()));
    return throttle
        .require(Rule.ARCHIVE, caller.accountId())
        .then(Mono.defer(() -> archives.put(caller, place, body.chunk().toByteArray())))
        .map(State::of);
  }

  @GetMapping("/{archiveId}/chunks")
  Mono<Chunks> chunks(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID archiveId,
      @RequestParam(defaultValue = "0") @Min(0) long from) {
    return throttle
        .require(Rule.ARCHIVE, caller.accountId())
        .then(Mono.defer(() -> archives.chunks(caller, archiveId, from)))
        .map(chunks -> new Chunks(chunks.stream().map(Base64Url::of).toList()));
  }

  @DeleteMapping("/{archiveId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> delete(@AuthenticationPrincipal Caller caller, @PathVariable UUID archiveId) {
    return throttle
        .require(Rule.ARCHIVE, caller.accountId())
        .then(Mono.defer(() -> archives.end(caller, archiveId)));
  }

  /** {@code chunk}: opaque here. */
  record NewChunk(
      @NotNull @ByteLength(min = Archive.HEAD_BYTES, max = Archive.HEAD_BYTES) Base64Url previous,
      @NotNull @ByteLength(min = 1, max = ArchiveLimits.MAX_CHUNK_BYTES) Base64Url chunk) {}

  /**
   * How an archive stands.
   *
   * @param archiveId absent when there is none
   * @param head what the next chunk, or the first one of another archive, has to follow
   */
  record State(@Nullable UUID archiveId, long chunks, long size, Base64Url head) {

    static State of(Archive archive) {
      return new State(
          archive.exists() ? archive.id() : null,
          archive.chunks(),
          archive.size(),
          Base64Url.of(archive.head().toByteArray()));
    }
  }

  /** Some chunks, in their order. */
  record Chunks(List<Base64Url> chunks) {}
}
