package chat.tacet.social.room;

import chat.tacet.kit.token.Caller;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

@RestController
class RoomController {

  private static final DataBufferFactory BUFFERS = DefaultDataBufferFactory.sharedInstance;

  private final Rooms rooms;
  private final GroupRooms groups;
  private final OwnRooms ownRooms;
  private final JsonMapper json;

  RoomController(Rooms rooms, GroupRooms groups, OwnRooms ownRooms, JsonMapper json) {
    this.rooms = rooms;
    this.groups = groups;
    this.ownRooms = ownRooms;
    this.json = json;
  }

  /**
   * All rooms of the caller, written room by room: 500 groups of 256 people would be a quarter of a
   * gigabyte at once.
   */
  @GetMapping(path = "/api/v1/social/rooms", produces = MediaType.APPLICATION_JSON_VALUE)
  Flux<DataBuffer> list(@AuthenticationPrincipal Caller caller) {
    // The first piece comes with the first room: what fails before it is answered as a problem.
    return all(caller.accountId())
        .map(json::writeValueAsString)
        .index((index, room) -> (index == 0 ? "{\"rooms\":[" : ",") + room)
        .switchIfEmpty(Mono.just("{\"rooms\":["))
        .concatWithValues("]}")
        .map(piece -> BUFFERS.wrap(piece.getBytes(StandardCharsets.UTF_8)));
  }

  private Flux<Object> all(UUID accountId) {
    return Flux.concat(rooms.of(accountId), groups.of(accountId), ownRooms.of(accountId));
  }
}
