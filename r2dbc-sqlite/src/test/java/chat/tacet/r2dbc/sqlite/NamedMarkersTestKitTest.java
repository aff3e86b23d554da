package chat.tacet.r2dbc.sqlite;

/** The TestKit with named markers, bound by name. */
class NamedMarkersTestKitTest extends SqliteTestKit<String> {

  @Override
  public String getPlaceholder(int index) {
    return ":value" + index;
  }

  @Override
  public String getIdentifier(int index) {
    return ":value" + index;
  }
}
