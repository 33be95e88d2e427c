package linkhold.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Small classes that break rules of the architecture. They are compiled and looked at without any
 * other class, so that a rule that cannot fail, for a misspelled package say, is found.
 */
public final class RuleBreakers {

  private static final Pattern NAMES =
      Pattern.compile("package ([\\w.]+);.*?\\b(?:class|interface) (\\w+)", Pattern.DOTALL);

  private RuleBreakers() {}

  /** A class's source, which refers to nothing but the JDK and other breakers. */
  private static final class Source extends SimpleJavaFileObject {

    private final String className;
    private final String text;

    Source(String className, String text) {
      super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
      this.className = className;
      this.text = text;
    }

    static Source of(String text) {
      Matcher names = NAMES.matcher(text);
      assertTrue(names.find(), text);
      return new Source(names.group(1) + "." + names.group(2), text);
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /**
   * Asserts that every rule of {@code test} fails by all of its breakers.
   *
   * @param breakers sources of classes, by the names of the fields that hold the rules
   */
  public static void assertEachRuleFails(Class<?> test, Map<String, List<String>> breakers)
      throws IOException, ReflectiveOperationException {
    Map<String, ArchRule> rules = rules(test);
    assertEquals(rules.keySet(), new TreeMap<>(breakers).keySet());
    Map<String, List<Source>> sources = new TreeMap<>();
    breakers.forEach((rule, texts) -> sources.put(rule, texts.stream().map(Source::of).toList()));
    JavaClasses classes = compiled(sources.values().stream().flatMap(List::stream).toList());
    List<String> silent = new ArrayList<>();
    rules.forEach((name, rule) -> {
      String report = rule.evaluate(classes).getFailureReport().toString();
      sources.getOrDefault(name, List.of()).stream()
          .filter(source -> !report.contains(source.className))
          .forEach(source -> silent.add(name + " does not refuse " + source.className));
    });
    assertEquals(List.of(), silent);
  }

  private static Map<String, ArchRule> rules(Class<?> test) throws ReflectiveOperationException {
    Map<String, ArchRule> rules = new TreeMap<>();
    for (Field field : test.getDeclaredFields()) {
      if (field.isAnnotationPresent(ArchTest.class)) {
        field.setAccessible(true);
        rules.put(field.getName(), (ArchRule) Objects.requireNonNull(field.get(null)));
      }
    }
    return rules;
  }

  private static JavaClasses compiled(Collection<? extends JavaFileObject> sources)
      throws IOException {
    Path folder = Files.createTempDirectory("breakers");
    try {
      JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
      List<String> options =
          List.of("-proc:none", "-classpath", folder.toString(), "-d", folder.toString());
      assertTrue(compiler.getTask(null, null, null, options, null, sources).call());
      return new ClassFileImporter().importPath(folder);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
