package chat.tacet.r2dbc.sqlite;

/** The TestKit with PostgreSQL's markers, bound by index: what Spring uses. */
class NumberedMarkersTestKitTest extends SqliteTestKit<Integer> {

  @Override
  public String getPlaceholder(int index) {
    return "$" + (index + 1);
  }

  @Override
  public Integer getIdentifier(int index) {
    return index;
  }
}
