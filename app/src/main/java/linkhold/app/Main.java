package linkhold.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import linkhold.app.postgres.EmbeddedPostgresException;
import linkhold.app.settings.ConfigurationException;
import linkhold.app.settings.Durations;
import linkhold.domain.DomainException;
import linkhold.persistence.SchemaException;
import linkhold.persistence.backup.BackupException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The command line. Results go to standard output, everything else to standard error. */
@Command(
    name = "linkhold",
    description = "The server behind apps that save links. Without a command it serves.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class Main {

  private static final List<Class<?>> COMMANDS =
      List.of(
          ServeCommand.class,
          MigrateCommand.class,
          AccountCommand.class,
          TokenCommand.class,
          SignInCommand.class,
          ImportCommand.class,
          ExportCommand.class,
          PurgeCommand.class,
          BackupCommand.class,
          RestoreCommand.class,
          AfterRestoreCommand.class,
          TrainCommand.class);

  private Main() {}

  public static void main(String[] args) {
    // Before any class asks for a logger.
    System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
    Logs.begin();
    refuseRenegotiation();
    int exitCode = run(Clock.systemUTC(), args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  /** Renegotiation of TLS 1.2 would let an anonymous client cause much work over one connection. */
  private static void refuseRenegotiation() {
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }

  /**
   * Runs one command.
   *
   * @return 0 after success, 1 after a failure, 2 for a wrong command line
   */
  static int run(Clock clock, String... args) {
    String[] whole = isCommandNamed(args) ? args : prepend("serve", args);
    // The options of all commands would take a quarter of a second of the start of one.
    List<Class<?>> named =
        COMMANDS.stream().filter(command -> name(command).equals(whole[0])).toList();
    return commandLine(clock, named.isEmpty() ? COMMANDS : named).execute(whole);
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }

  /** The commands and their options. */
  static CommandLine commandLine(Clock clock) {
    return commandLine(clock, COMMANDS);
  }

  private static CommandLine commandLine(Clock clock, List<Class<?>> commands) {
    CommandLine line = new CommandLine(new Main(), new Factory(clock));
    commands.forEach(line::addSubcommand);
    addSettings(line);
    line.registerConverter(Duration.class, new Durations());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(Main::explainUsage);
    line.setExecutionExceptionHandler(Main::explainFailure);
    return line;
  }

  /** Gives every command the flags of its settings. */
  private static void addSettings(CommandLine line) {
    for (CommandSpec mixin : line.getCommandSpec().mixins().values()) {
      if (mixin.userObject() instanceof DatabaseOptions options) {
        options.addTo(line);
      }
    }
    line.getSubcommands().values().forEach(Main::addSettings);
  }

  /** Whether the arguments begin with a command, or ask about all of them. */
  private static boolean isCommandNamed(String... args) {
    return args.length > 0
        && (!args[0].startsWith("-")
            || args[0].equals("--help")
            || args[0].equals("-h")
            || args[0].equals("--version")
            || args[0].equals("-V"));
  }

  private static String[] prepend(String first, String... rest) {
    String[] all = new String[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }

  private static int explainUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(
        asCalled(
            "linkhold: "
                + Printable.of(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong usage"))
                + " (./"
                + command.getCommandSpec().qualifiedName()
                + " --help says more)"));
    return CommandLine.ExitCode.USAGE;
  }

  private static int explainFailure(
      Exception e, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
    return switch (e) {
      case ConfigurationException wrong -> {
        wrong.mistakes().forEach(mistake -> explain(command, mistake));
        yield CommandLine.ExitCode.USAGE;
      }
      case DomainException _,
          SchemaException _,
          EmbeddedPostgresException _,
          BackupException _,
          StartException _ -> {
        explain(command, e.getMessage());
        yield CommandLine.ExitCode.SOFTWARE;
      }
      default -> throw e;
    };
  }

  private static void explain(CommandLine command, @Nullable String message) {
    command
        .getErr()
        .println(
            asCalled(
                "linkhold: "
                    + Printable.of(
                        String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", " "))));
  }

  /**
   * A message with the command as it is called here: {@code ./linkhold} where it was built, and
   * what the launcher of a package says elsewhere.
   */
  static String asCalled(String message) {
    return message.replace("./linkhold", System.getProperty("linkhold.command", "./linkhold"));
  }

  /** The version and the commit that the build wrote beside this class. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"linkhold " + text() + " (" + commit() + ")"};
    }

    /** Such as {@code 0.1.0}. */
    static String text() {
      return property("version");
    }

    /** Of the source, such as {@code 2ca2d8333c68}; {@code unknown} where the build did not say. */
    static String commit() {
      return property("commit");
    }

    private static String property(String name) {
      try (InputStream file = Main.class.getResourceAsStream("version.properties")) {
        Properties properties = new Properties();
        properties.load(file);
        return properties.getProperty(name);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Makes the commands, all with one clock. */
  private record Factory(Clock clock) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      try {
        Constructor<K> ofClock = type.getDeclaredConstructor(Clock.class);
        return ofClock.newInstance(clock);
      } catch (NoSuchMethodException e) {
        return CommandLine.defaultFactory().create(type);
      }
    }
  }
}
