package linkhold.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** The conditions of the figures. */
final class Facts {

  private Facts() {}

  /** Adds the day, the machine and the sizes to the report. */
  static void of(Report report, Load load, Sizes sizes) {
    report.fact("Date", LocalDate.now(ZoneOffset.UTC).toString());
    report.fact("Machine", machine());
    report.fact("Java", System.getProperty("java.vm.name") + " " + Runtime.version());
    report.fact(
        "Load", load.name() + ", on the same machine; 32 connections unless one client is named");
    report.fact(
        "Rounds",
        String.format(
            Locale.ROOT,
            "%d of %d s each, in turn; the figures are medians, in brackets the least and the most%s",
            sizes.rounds(),
            sizes.run().toSeconds(),
            sizes.equals(Sizes.QUICK) ? ". THIS IS A QUICK RUN: its figures mean nothing" : ""));
  }

  private static String machine() {
    return Runtime.getRuntime().availableProcessors()
        + " processors ("
        + first("/proc/cpuinfo", "model name", System.getProperty("os.arch"))
        + "), memory "
        + first("/proc/meminfo", "MemTotal", "unknown")
        + ", "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.version");
  }

  /** The value after a name and a colon in a file of the system. */
  private static String first(String file, String name, String otherwise) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      return otherwise;
    }
  }
}
