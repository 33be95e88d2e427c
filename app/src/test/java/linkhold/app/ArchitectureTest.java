package linkhold.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import linkhold.app.postgres.EmbeddedPostgres;
import linkhold.app.postgres.EmbeddedPostgresException;
import linkhold.domain.RuleBreakers;
import linkhold.http.Authentication;
import linkhold.http.HttpApi;
import linkhold.http.HttpLimits;
import linkhold.http.HttpSettings;
import linkhold.http.MetricsServer;
import linkhold.http.access.JwtIssuer;
import linkhold.http.call.Exchange;
import linkhold.http.call.Monitor;
import linkhold.http.server.SimulatedFaults;
import linkhold.http.server.TlsFiles;
import linkhold.json.LinkLimits;
import linkhold.outgoing.AllowedTargets;
import org.junit.jupiter.api.Test;

/** The arrows between the modules, seen from the one that knows them all. */
@AnalyzeClasses(
    packages = "linkhold",
    importOptions = {DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
final class ArchitectureTest {

  /** Leaves out the tests of the other modules, which lie in jars once these are packaged. */
  static final class NoTestJars implements ImportOption {

    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule THERE_ARE_FOUR_MODULES =
      classes()
          .should()
          .resideInAnyPackage(
              "linkhold.domain..",
              "linkhold.persistence..",
              "linkhold.http..",
              "linkhold.formats..",
              "linkhold.json",
              "linkhold.net",
              "linkhold.outgoing",
              "linkhold.pages",
              "linkhold.webhooks",
              "linkhold.app..");

  private static final DescribedPredicate<JavaMethodCall> CONNECTS =
      DescribedPredicate.describe(
          "connects",
          call ->
              Set.of("connect", "openStream", "openConnection").contains(call.getName())
                  && call.getTargetOwner().getPackageName().startsWith("java.n"));

  /**
   * The owner of a link or webhook chooses its address: code that connects to it might reach what
   * only the server can reach. The keys of token issuers are fetched by a library, from configured
   * addresses.
   */
  @ArchTest
  static final ArchRule ONE_PACKAGE_ALONE_OPENS_CONNECTIONS =
      noClasses()
          .that()
          .resideOutsideOfPackage("linkhold.outgoing")
          .and()
          .haveNameNotMatching("linkhold\\.app\\.TrainCommand.*") // calls the server it trains
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.hc..", "java.net.http..", "io.helidon.webclient..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.net.URLConnection")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.net.HttpURLConnection")
          .orShould()
          .callMethodWhere(CONNECTS)
          .orShould()
          .callConstructor(Socket.class, InetAddress.class, int.class)
          .orShould()
          .callConstructor(Socket.class, String.class, int.class);

  @ArchTest
  static final ArchRule NOBODY_KNOWS_THE_APP =
      classes()
          .that()
          .resideInAPackage("linkhold.app..")
          .should()
          .onlyHaveDependentClassesThat()
          .resideInAPackage("linkhold.app..");

  @ArchTest
  static final ArchRule THE_TABLES_ARE_KNOWN_TO_THE_PERSISTENCE_ALONE =
      classes()
          .that()
          .resideInAPackage("linkhold.persistence.schema..")
          .should()
          .onlyHaveDependentClassesThat()
          .resideInAPackage("linkhold.persistence..");

  @ArchTest
  static final ArchRule THE_APP_WIRES_THE_MODULES =
      classes()
          .that()
          .resideInAPackage("linkhold.app..")
          .and()
          .resideOutsideOfPackage("linkhold.app.tracing")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "linkhold.app..",
              "linkhold.domain",
              "linkhold.domain.memory",
              "linkhold.formats",
              "linkhold.http..",
              "linkhold.json",
              "linkhold.outgoing",
              "linkhold.pages",
              "linkhold.webhooks",
              "linkhold.persistence",
              "linkhold.persistence.backup",
              "com.fasterxml.jackson.core..",
              "io.nayuki.qrcodegen",
              "io.prometheus.metrics..",
              "java..",
              "org.apache.commons.compress..",
              "org.jspecify..",
              "org.tukaani.xz..",
              "org.yaml.snakeyaml..",
              "picocli..");

  @ArchTest
  static final ArchRule TRACING_ALONE_KNOWS_OPEN_TELEMETRY =
      classes()
          .that()
          .resideInAPackage("linkhold.app.tracing")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "linkhold.app.tracing",
              "linkhold.app.monitor",
              "linkhold.app.settings",
              "linkhold.domain",
              "linkhold.http.call",
              "io.opentelemetry..",
              "java..",
              "org.jspecify..");

  /**
   * What other modules may use of the HTTP side: the door, its settings, and the monitor that it
   * notifies.
   */
  private static final Class<?>[] HTTP_DOOR = {
    HttpApi.class,
    MetricsServer.class,
    HttpSettings.class,
    HttpLimits.class,
    LinkLimits.class,
    TlsFiles.class,
    JwtIssuer.class,
    SimulatedFaults.class,
    Authentication.class,
    Monitor.class,
    Exchange.class
  };

  @ArchTest
  static final ArchRule THE_HTTP_SIDE_IS_USED_THROUGH_ITS_DOOR =
      classes()
          .that()
          .resideInAnyPackage("linkhold.http..", "linkhold.json", "linkhold.net")
          .and(DescribedPredicate.not(belongToAnyOf(HTTP_DOOR)))
          .should()
          .onlyHaveDependentClassesThat()
          .resideInAnyPackage(
              "linkhold.http..",
              "linkhold.formats..",
              "linkhold.json",
              "linkhold.net",
              "linkhold.outgoing",
              "linkhold.pages",
              "linkhold.webhooks");

  @ArchTest
  static final ArchRule CONNECTIONS_ARE_OPENED_FOR_PAGES_AND_WEBHOOKS_ALONE =
      classes()
          .that()
          .resideInAPackage("linkhold.outgoing")
          .and(DescribedPredicate.not(belongToAnyOf(AllowedTargets.class))) // a setting
          .should()
          .onlyHaveDependentClassesThat()
          .resideInAnyPackage("linkhold.outgoing", "linkhold.pages", "linkhold.webhooks");

  /** Each package of the app is a slice; other modules hold their own. */
  private static final SliceAssignment PACKAGES_OF_THE_APP =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
          return type.getPackageName().startsWith("linkhold.app")
              ? SliceIdentifier.of(type.getPackageName())
              : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
          return "the packages of the app";
        }
      };

  @ArchTest
  static final ArchRule PACKAGES_OF_THE_APP_HAVE_NO_CYCLE =
      slices().assignedFrom(PACKAGES_OF_THE_APP).should().beFreeOfCycles();

  @ArchTest
  static final ArchRule THE_EMBEDDED_POSTGRES_IS_USED_THROUGH_ONE_CLASS =
      classes()
          .that()
          .resideInAPackage("linkhold.app.postgres")
          .and(
              DescribedPredicate.not(
                  belongToAnyOf(EmbeddedPostgres.class, EmbeddedPostgresException.class)))
          .should()
          .onlyHaveDependentClassesThat()
          .resideInAPackage("linkhold.app.postgres");

  @Test
  void eachRuleFailsWhereItIsBroken() throws IOException, ReflectiveOperationException {
    RuleBreakers.assertEachRuleFails(
        ArchitectureTest.class,
        Map.ofEntries(
            entry("THERE_ARE_FOUR_MODULES", List.of("package linkhold.elsewhere; class Stray {}")),
            entry(
                "ONE_PACKAGE_ALONE_OPENS_CONNECTIONS",
                List.of(
                    "package linkhold.http.call; class Client { java.net.http.HttpClient client; }",
                    "package linkhold.http.call; class Connection { java.net.URLConnection connection; }",
                    "package linkhold.http.call; class HttpConnection { java.net.HttpURLConnection connection; }",
                    "package linkhold.http.call; class Stream { Object of(java.net.URL url) throws Exception { return url.openStream(); } }",
                    "package linkhold.http.call; class Connecting { void to(java.net.Socket s, java.net.SocketAddress a) throws Exception { s.connect(a); } }",
                    "package linkhold.http.call; class Channel { void to(java.nio.channels.SocketChannel c, java.net.SocketAddress a) throws Exception { c.connect(a); } }",
                    "package linkhold.http.call; class AddressSocket { Object of(java.net.InetAddress a) throws Exception { return new java.net.Socket(a, 80); } }",
                    "package linkhold.http.call; class NameSocket { Object of(String name) throws Exception { return new java.net.Socket(name, 80); } }")),
            entry(
                "NOBODY_KNOWS_THE_APP",
                List.of(
                    "package linkhold.http; class Looking { linkhold.app.Up up; }",
                    "package linkhold.app; public class Up {}")),
            entry(
                "THE_TABLES_ARE_KNOWN_TO_THE_PERSISTENCE_ALONE",
                List.of(
                    "package linkhold.formats; class Asking { linkhold.persistence.schema.Table table; }",
                    "package linkhold.persistence.schema; public class Table {}")),
            entry(
                "THE_APP_WIRES_THE_MODULES",
                List.of("package linkhold.app; class Storing { javax.sql.DataSource source; }")),
            entry(
                "TRACING_ALONE_KNOWS_OPEN_TELEMETRY",
                List.of(
                    "package linkhold.app.tracing; class Tracing { linkhold.http.access.Traced traced; }",
                    "package linkhold.http.access; public class Traced {}")),
            entry(
                "THE_HTTP_SIDE_IS_USED_THROUGH_ITS_DOOR",
                List.of(
                    "package linkhold.app; class Knocking { linkhold.http.links.Inside inside; }",
                    "package linkhold.http.links; public class Inside {}")),
            entry(
                "CONNECTIONS_ARE_OPENED_FOR_PAGES_AND_WEBHOOKS_ALONE",
                List.of(
                    "package linkhold.http.access; class Fetching { linkhold.outgoing.Outside outside; }",
                    "package linkhold.outgoing; public class Outside {}")),
            entry(
                "PACKAGES_OF_THE_APP_HAVE_NO_CYCLE",
                List.of(
                    "package linkhold.app.monitor; public class There { linkhold.app.settings.Back back; }",
                    "package linkhold.app.settings; public class Back { linkhold.app.monitor.There there; }")),
            entry(
                "THE_EMBEDDED_POSTGRES_IS_USED_THROUGH_ONE_CLASS",
                List.of(
                    "package linkhold.app; class Reaching { linkhold.app.postgres.Inner inner; }",
                    "package linkhold.app.postgres; public class Inner {}"))));
  }
}
