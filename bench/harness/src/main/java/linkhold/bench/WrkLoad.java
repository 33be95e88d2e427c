package linkhold.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Load made by wrk. */
final class WrkLoad implements Load {

  private static final Pattern RESULT =
      Pattern.compile("BENCH (\\d+) (\\d+) (\\d+) ([\\d.]+) ([\\d.]+)");

  private final Path program;
  private final Path script;

  /** The script is written into {@code directory}. */
  WrkLoad(Path program, Path directory) throws IOException {
    this.program = program;
    this.script = directory.resolve("request.lua");
    try (InputStream text = WrkLoad.class.getResourceAsStream("request.lua")) {
      if (text == null) {
        throw new IllegalStateException("request.lua is missing from the class path");
      }
      Files.copy(text, script);
    }
  }

  @Override
  public String name() {
    return "wrk";
  }

  @Override
  public Run run(int port, Request request, int connections, Duration time)
      throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>();
    environment.put("BENCH_METHOD", request.method());
    environment.put("BENCH_PATH", request.path());
    if (request.body() != null) {
      environment.put("BENCH_BODY", request.body());
    }
    if (request.header() != null) {
      environment.put("BENCH_HEADER", request.header());
    }
    environment.put("BENCH_IDS", Long.toString(request.ids()));
    environment.put("BENCH_PREFIX", Long.toString(Load.numbers() / NUMBERS));
    environment.put("BENCH_TOKENS", request.tokenFile().toString());
    int threads = Math.min(connections, 2);
    String output =
        Command.run(
            time.plusSeconds(30),
            environment,
            List.of(
                program.toString(),
                "-t" + threads,
                "-c" + connections,
                "-d" + Math.max(1, time.toSeconds()) + "s",
                "--timeout",
                "10s",
                "-s",
                script.toString(),
                "http://127.0.0.1:" + port));
    Matcher result = RESULT.matcher(output);
    if (!result.find()) {
      throw new IOException("wrk printed no result: " + output);
    }
    long failures = Long.parseLong(result.group(3));
    return new Run(
        Long.parseLong(result.group(1)) / 1e6,
        Long.parseLong(result.group(2)) - failures,
        failures,
        Double.parseDouble(result.group(4)),
        Double.parseDouble(result.group(5)));
  }
}
