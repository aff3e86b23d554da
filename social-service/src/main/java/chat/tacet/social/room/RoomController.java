package chat.tacet.social.room;

import chat.tacet.kit.token.Caller;
import java.util.List;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
class RoomController {

  private final Rooms rooms;

  RoomController(Rooms rooms) {
    this.rooms = rooms;
  }

  @GetMapping("/api/social/v1/rooms")
  Mono<RoomList> list(@AuthenticationPrincipal Caller caller) {
    return rooms.of(caller.accountId()).collectList().map(RoomList::new);
  }

  record RoomList(List<Room> rooms) {}
}
