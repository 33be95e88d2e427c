package linkhold.app.settings;

/** The sections of {@code serve --help}, in their order. */
public enum SettingGroup {
  LISTENING("Listening"),
  ACCESS("Access"),
  DATABASE("Database"),
  BACKUPS("Backups"),
  MONITORING("Logs and metrics"),
  LINKS("Limits of links"),
  REQUESTS("Limits of requests"),
  TIMEOUTS("Timeouts and rates"),
  TESTING("For the tests of apps");

  private final String title;

  SettingGroup(String title) {
    this.title = title;
  }

  /** The section's title. */
  public String title() {
    return title;
  }
}
