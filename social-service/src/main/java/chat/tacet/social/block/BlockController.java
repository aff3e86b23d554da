package chat.tacet.social.block;

import chat.tacet.kit.token.Caller;
import chat.tacet.social.block.BlockTable.BlockView;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/social/blocks")
class BlockController {

  private final Blocking blocking;
  private final BlockTable table;

  BlockController(Blocking blocking, BlockTable table) {
    this.blocking = blocking;
    this.table = table;
  }

  @GetMapping
  Mono<BlockList> list(@AuthenticationPrincipal Caller caller) {
    return table.list(caller.accountId()).collectList().map(BlockList::new);
  }

  @PutMapping("/{accountId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> block(@AuthenticationPrincipal Caller caller, @PathVariable UUID accountId) {
    return blocking.block(caller.accountId(), accountId);
  }

  @DeleteMapping("/{accountId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> unblock(@AuthenticationPrincipal Caller caller, @PathVariable UUID accountId) {
    return blocking.unblock(caller.accountId(), accountId);
  }

  record BlockList(List<BlockView> blocks) {}
}
