package chat.tacet.client.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("tacet-java-v1.json")
class JavaVectorsTest {

  @Test
  @DisplayName("is what this client makes of its seed, to the byte")
  void madeAgain() throws IOException {
    assertThat(Files.readString(Vectors.FOLDER.resolve(JavaVectors.FILE)))
        .isEqualTo(JavaVectors.make());
  }
}
