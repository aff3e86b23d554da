package chat.tacet.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What somebody else wrote")
class LinesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[2J", "\u009b2J", "\u0000", "\u007f", "\u0085", "\u061c", "\u200e", "\u200f",
        "\u202e", "\u2066", "\u2069", "a\nbob: hi", "a\r\nb", "a\u2028b", "a\u2029b", "\t"
      })
  @DisplayName("cannot repaint a terminal, pose as another line, or turn the direction")
  void hostile(String text) {
    assertThat(Lines.safe(text))
        .doesNotContainPattern(
            "[\\p{Cc}\\p{Zl}\\p{Zp}\\x{061c}\\x{200e}\\x{200f}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Gr\u00fc\u00dfe", "\u05e9\u05dc\u05d5\u05dd", "\ud83d\udc69\u200d\ud83d\udcbb"})
  @DisplayName("is otherwise shown as it is")
  void harmless(String text) {
    assertThat(Lines.safe(text)).isEqualTo(text);
  }
}
