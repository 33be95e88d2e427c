package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import linkhold.formats.ImportCounts;
import linkhold.formats.ImportReport;
import linkhold.formats.ImportReport.Note;
import org.junit.jupiter.api.Test;

final class ImportCommandTest {

  @Test
  void whatIsNotListedIsCounted() {
    ImportReport report =
        new ImportReport(
            new ImportCounts(1, 2, 3, 4, 7),
            true,
            List.of(new Note(1, 2, "https://a.example/", "No.")),
            List.of(new Note(3, 4, "", "Cut.")),
            5);
    assertEquals(
        List.of(
            "line 4: Cut.",
            "… and 5 more remarks.",
            "Left out: line 2 (https://a.example/): No.",
            "… and 6 more were left out.",
            "1 created, 2 merged, 3 unchanged, 4 restored, 7 left out."),
        ImportCommand.lines(report));
  }

  @Test
  void aFileThatIsNotCompleteIsReportedAsThat() {
    ImportReport report =
        new ImportReport(
            new ImportCounts(1, 0, 0, 0, 0),
            false,
            List.of(),
            List.of(new Note(0, 0, "", "It may have been cut off.")),
            0);
    assertEquals(
        List.of(
            "It may have been cut off.",
            "The file is not complete: what came after is missing.",
            "1 created, 0 merged, 0 unchanged, 0 restored, 0 left out."),
        ImportCommand.lines(report));
  }
}
