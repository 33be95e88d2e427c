package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import linkhold.domain.Example;
import linkhold.domain.InvalidInputException;
import linkhold.domain.LinkUrl;
import linkhold.domain.Patience;
import linkhold.domain.SearchText;
import linkhold.domain.Tag;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The JavaScript client in a real browser, against the packaged program. Devices are copies of
 * different names; they are called from the page's own origin, whose module they are.
 */
@RequiresChromium
final class JavaScriptClientIT {

  private static final long SEED = 20261128;
  private static final int ROUNDS = 90;

  private static final String TRICKY =
      "aAzZ09 -_%\\'\"\t\n\0\u001f\u007f\u00a0\u00ad\u200b\u200d\u2028\u3000\ufeff\ufe0f#＃"
          + "éÉåÅçñüß\u1e9eøØłŁđæÆœŒıİiIſŉǰΐΣσςάᾳᾼйёґ\u0301\u0307\u0308\u0323\u0338\u0345\u20e3"
          + "ﬁﬃＡｂ１＃½²㎏ﷺ…¨´゛‘’“”–—−\u2011カガｶﾞか\u3099が한하\u1100\u1161\u11a8中\u05e9\u05c1\u05b8"
          + "\ufb2a\u05be\u0645\u064f\u062d\u0622\u0627\u0654\u0670\u0640क़क\u093c\u093fᏣꭳაᲐ😀👩🏽𝓐\ud83d\ude00\ud83d";

  /**
   * Java and browsers differ in where a word ends beside symbols, and so in which sigma they write.
   */
  private static final Pattern SIGMA = Pattern.compile("[Σσς]");

  /** The beginning of every script. */
  private static final String CLIENT =
      """
      const address = document.querySelector('link[href$="linkhold-sync.js"]').href;
      const {LinkholdSync, TryLater, Refused} = await import(address);
      const device = (name) => LinkholdSync.open({server: location.origin, name});
      const titles = async (sync) => (await sync.links()).map(({id, title}) => [id, title]);
      const untilDone = async (sync) => {
        for (let i = 0; i < 200; i++) {
          try { await sync.sync(); return; } catch (e) { if (!(e instanceof TryLater)) throw e; }
        }
        throw new Error('It never got through.');
      };
      """;

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  private static Path directory = Path.of("");
  private static RunningLinkhold server;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    directory = DATABASES.blank();
    server = RunningLinkhold.serve(DATABASES.top(), directory);
    browser = Browser.open();
  }

  @AfterAll
  static void stop() {
    browser.close();
    server.close();
  }

  private static void open(URI address) {
    Patience.await(
        "the page",
        () -> {
          browser.go(address.resolve("/"));
          return browser.<Boolean>script("return Boolean(globalThis.linkhold)");
        });
  }

  @Test
  void offlineEditsOfOneDeviceReachTheOther() {
    open(server.address());
    assertEquals(
        List.of(true, true, "Saved on a train", "Read", true),
        browser.async(
            CLIENT
                + """
                const [phone, tablet] = [await device('phone'), await device('tablet')];
                const local = await phone.save({url: 'https://example.com/offline', title: 'Saved on a train'});
                const waits = (await phone.pending()).length === 1 && local < 0;
                await phone.update(local, {unread: true});
                await phone.sync();
                await tablet.sync();
                const same = JSON.stringify(await phone.links()) === JSON.stringify(await tablet.links());
                const mine = (link) => link.url === 'https://example.com/offline';
                const {id, title, unread} = (await tablet.links()).find(mine);
                await tablet.update(id, {title: 'Read'});
                await tablet.sync();
                await phone.sync();
                const read = (await phone.links()).find(mine).title;
                await phone.delete(local);
                await phone.sync();
                await tablet.sync();
                const gone = unread && !(await tablet.links()).some(mine);
                return [waits, same, title, read, gone];
                """));
  }

  @Test
  void aCopyThatIsTooOldStartsOverAndKeepsItsEdits() throws Exception {
    open(server.address());
    browser.await(
        CLIENT
            + """
            const [phone, tablet] = [await device('old phone'), await device('old tablet')];
            await phone.save({url: 'https://example.com/kept'});
            await phone.save({url: 'https://example.com/gone'});
            await phone.sync();
            await tablet.sync();
            const id = async (url) => (await tablet.links()).find((link) => link.url === url).id;
            await tablet.update(await id('https://example.com/kept'), {title: 'Edited offline'});
            await phone.delete(await id('https://example.com/gone'));
            await phone.sync();
            """);
    long deleted = System.nanoTime();
    Patience.await(
        "a deletion of two seconds ago", () -> System.nanoTime() - deleted > 2_000_000_000L);
    purge();
    assertEquals(
        List.of(0L, "Edited offline", 1L, true, 0L),
        browser.async(
            CLIENT
                + """
                const [phone, tablet] = [await device('old phone'), await device('old tablet')];
                let replaced = 0;
                tablet.addEventListener('change', ({detail}) => { replaced += detail.replaced; });
                await tablet.sync();
                await phone.sync();
                const find = async (sync, url) => (await sync.links()).filter((link) => link.url === url);
                return [
                  (await find(tablet, 'https://example.com/gone')).length,
                  (await find(phone, 'https://example.com/kept'))[0].title,
                  replaced,
                  JSON.stringify(await phone.links()) === JSON.stringify(await tablet.links()),
                  (await tablet.pending()).length];
                """));
  }

  /** Forgets deletions that are older than a second. */
  private static void purge() throws InterruptedException {
    try (var command =
        RunningLinkhold.launch(
            DATABASES.top(),
            Map.of(),
            "purge",
            "--tombstone-retention",
            "1s",
            "--data-dir",
            directory.toString())) {
      assertEquals(0, command.awaitExit(), command.errors());
    }
  }

  @Test
  void anEditThatIsRefusedIsReportedAndBlocksNoOther() {
    open(server.address());
    assertEquals(
        List.of(List.of("save 400", "delete 404"), 0L, 1L),
        browser.async(
            CLIENT
                + """
                const phone = await device('refused');
                const refused = [];
                phone.addEventListener('rejected', ({detail: {operation, problem}}) =>
                  refused.push(`${operation.op} ${problem.status}`));
                await phone.save({url: 'javascript:alert(1)'});
                await phone.delete(9000000);
                await phone.save({url: 'https://example.com/good'});
                await phone.sync();
                const good = (await phone.links()).filter(({url}) => url === 'https://example.com/good');
                return [refused, (await phone.pending()).length, good.length];
                """));
  }

  @Test
  void anotherDevicesSaveArrivesWhileListening() {
    open(server.address());
    assertEquals(
        "https://example.com/pushed",
        browser.async(
            CLIENT
                + """
                const [phone, tablet] = [await device('listening'), await device('saving')];
                const end = new AbortController();
                const learnt = new Promise((resolve) => phone.addEventListener('change', ({detail}) => {
                  const link = detail.changes.find((change) => change.link?.url.endsWith('/pushed'));
                  if (link) resolve(link.link.url);
                }));
                const listening = new Promise((resolve) => phone.addEventListener('status', ({detail}) =>
                  detail.status === 'online' && resolve()));
                const following = phone.follow(end.signal);
                await listening;
                await tablet.save({url: 'https://example.com/pushed'});
                await tablet.sync();
                const url = await learnt;
                end.abort();
                await following;
                return url;
                """));
  }

  @Test
  void twoTabsShareOneCopyAndEachEditHappensOnce() {
    open(server.address());
    String first = browser.tab();
    String edits =
        CLIENT
            + """
            const shared = await device('shared');
            const [from] = given;
            const running = [];
            for (let i = 0; i < 40; i++) {
              await shared.save({url: `https://tabs.example/${from}/${i}`, title: `${i}`});
              running.push(shared.sync());
            }
            await Promise.all(running);
            globalThis.done = true;
            """;
    browser.run("globalThis.done = false");
    browser.run("setTimeout(async () => {" + edits.replace("given", "['one']") + "})");
    String second = browser.newTab();
    open(server.address());
    browser.await(edits, "two");
    browser.switchTo(first);
    Patience.await("the other tab", () -> browser.<Boolean>script("return globalThis.done"));
    assertEquals(
        List.of(80L, 0L, true),
        browser.async(
            CLIENT
                + """
                const [shared, other] = [await device('shared'), await device('another')];
                await shared.sync();
                await other.sync();
                const all = await shared.links();
                return [
                  all.filter(({url}) => url.startsWith('https://tabs.example/')).length,
                  (await shared.pending()).length,
                  JSON.stringify(all) === JSON.stringify(await other.links())];
                """));
    browser.switchTo(second);
    browser.closeTab();
    browser.switchTo(first);
  }

  /** A page that is closed during a sync continues it when it is opened again. */
  @Test
  void aCrashInTheMiddleOfASyncLosesNothing() {
    open(server.address());
    for (int crash = 0; crash < 6; crash++) {
      browser.await(
          CLIENT
              + """
              const phone = await device('crashing');
              const [crash] = given;
              for (let i = 0; i < 50; i++) {
                await phone.save({url: `https://crash.example/${crash}/${i}`, title: `${crash}`});
              }
              phone.sync().catch(() => {});
              for (let i = 0; i < crash; i++) await phone.count(); // so the crash comes ever later
              """,
          crash);
      open(server.address());
    }
    assertEquals(
        List.of(300L, 0L, true),
        browser.async(
            CLIENT
                + """
                const [phone, other] = [await device('crashing'), await device('whole')];
                await phone.sync();
                await other.sync();
                const all = await phone.links();
                return [
                  all.filter(({url}) => url.startsWith('https://crash.example/')).length,
                  (await phone.pending()).length,
                  JSON.stringify(all) === JSON.stringify(await other.links())];
                """));
  }

  /**
   * Devices that edit at random over a network that loses requests and answers, and that are opened
   * again now and then, come to hold the same links, and each edit took effect.
   */
  @Test
  void onABadNetworkNothingIsLostAndNothingHappensTwice() throws Exception {
    try (var network = new LossyProxy(server.address(), SEED)) {
      open(network.address());
      Map<String, Object> outcome =
          browser.async(
              CLIENT
                  + """
                  const [seed, rounds] = given;
                  let state = seed;
                  const random = (bound) => {
                    state = (state * 1103515245 + 12345) % 2147483648;
                    return Math.floor((state / 2147483648) * bound);
                  };
                  const refused = [];
                  const open = async (which) => {
                    const sync = await device(`bad ${which}`);
                    sync.addEventListener('rejected', ({detail}) => refused.push(detail));
                    return sync;
                  };
                  const devices = [await open(0), await open(1), await open(2)];
                  const last = new Map();
                  for (let round = 0; round < rounds; round++) {
                    const which = random(devices.length);
                    const url = `https://bad.example/${which}/${random(10)}`;
                    last.set(url, `Title ${round}`);
                    await devices[which].save({url, title: `Title ${round}`});
                    if (random(4) === 0) {
                      devices[which].close();
                      devices[which] = await open(which);
                    }
                    await devices[which].sync().catch((e) => { if (!(e instanceof TryLater)) throw e; });
                  }
                  for (const one of devices) await untilDone(one);
                  for (const one of devices) await untilDone(one);
                  const copies = await Promise.all(devices.map(async (one) => JSON.stringify(await one.links())));
                  const links = await devices[0].links();
                  const right = [...last].every(([url, title]) =>
                    links.filter((link) => link.url === url && link.title === title).length === 1);
                  return {equal: new Set(copies).size === 1, right, refused: refused.length, links: links.length};
                  """,
              SEED,
              ROUNDS);
      assertEquals(
          List.of(true, true, 0L),
          List.of(outcome.get("equal"), outcome.get("right"), outcome.get("refused")));
      assertTrue(network.lostRequests() > 0 && network.lostAnswers() > 0);
      System.out.printf(
          "JavaScript client on a bad network (seed %d): 3 devices, %d edits, %d requests and %d"
              + " answers lost, %s links in every copy%n",
          SEED, ROUNDS, network.lostRequests(), network.lostAnswers(), outcome.get("links"));
    }
  }

  /** More operations than one batch takes, and more changes than one page has. */
  @Test
  void thousandsOfEditsGoInBatches() {
    open(server.address());
    assertEquals(
        List.of(2500L, 0L),
        browser.async(
            CLIENT
                + """
                const phone = await device('many');
                await phone.edit(Array.from({length: 2500}, (_, i) => (
                  {op: 'save', link: {url: `https://many.example/${i}`}})));
                await phone.sync();
                const mine = (await phone.links()).filter(({url}) => url.startsWith('https://many.example/'));
                return [mine.length, (await phone.pending()).length];
                """));
  }

  /** The view shows the copy with the pending edits as the server applies them. */
  @Test
  void editsLookBeforehandAsTheServerMakesThem() {
    open(server.address());
    assertEquals(
        List.of(true, true),
        browser.async(
            CLIENT
                + """
                const {LinkView} = await import(address.replace('linkhold-sync', 'link-view'));
                const {canonical} = await import(address.replace('linkhold-sync', 'canonical-url'));
                const phone = await device('view');
                await phone.edit([
                  {op: 'save', link: {url: 'https://view.example/a', title: 'A', tags: ['Java', 'web']}},
                  {op: 'save', link: {url: 'https://view.example/b', note: 'B', unread: true}},
                  {op: 'save', link: {url: 'https://view.example/c', favorite: true}}]);
                await phone.sync();
                const seen = async () => {
                  const view = new LinkView({canonical});
                  await phone.eachLink((links) => view.add(links));
                  view.setEdits(await phone.pending());
                  return [...view.all()]
                    .filter(({url}) => url.startsWith('https://view.example/'))
                    .map(({url, title, description, note, tags, unread, archived, favorite, shared}) =>
                      ({url, title, description, note, tags, unread, archived, favorite, shared}))
                    .sort((one, other) => (one.url < other.url ? -1 : 1));
                };
                const id = async (url) => (await phone.links()).find((link) => link.url === url).id;
                const a = await id('https://view.example/a');
                const b = await id('https://view.example/b');
                await phone.edit([
                  {op: 'save', link: {url: 'https://view.example/a/?utm_source=x', note: 'N', tags: ['JAVA', 'new']}},
                  {op: 'update', id: b, patch: {note: null, addTags: ['x', 'y'], unread: false}},
                  {op: 'update', id: b, patch: {removeTags: ['X'], title: 'T'}},
                  {op: 'delete', id: await id('https://view.example/c')},
                  {op: 'save', link: {url: 'https://view.example/c', title: 'Again'}},
                  {op: 'update', id: a, patch: {tags: ['only'], url: 'https://view.example/a2'}},
                  {op: 'save', link: {url: 'https://view.example/d', title: ''}}]);
                const before = JSON.stringify(await seen());
                await phone.sync();
                const after = JSON.stringify(await seen());
                if (before !== after) throw new Error(`${before} became ${after}`);
                return [true, (await phone.pending()).length === 0];
                """));
  }

  /** A tab that was opened later, or that a message did not reach yet. */
  @Test
  void oneTabEditsByTheTemporaryIdWhatAnotherTabHasSent() {
    open(server.address());
    assertEquals(
        "Edited",
        browser.async(
            CLIENT
                + """
                const one = await device('sent by another');
                const local = await one.save({url: 'https://handover.example/sent', title: 'Sent'});
                await one.sync();
                const two = await device('sent by another');
                await two.update(local, {title: 'Edited'});
                await two.sync();
                return (await two.links()).find(({url}) => url === 'https://handover.example/sent').title;
                """));
  }

  @Test
  void anotherAccountNeitherSendsNorErasesWhatWaits() {
    open(server.address());
    assertEquals(
        List.of(0L, 1L, "401 Another account is signed in.", 1L, 0L, 0L, 0L, 0L),
        browser.async(
            CLIENT
                + """
                const copy = await device('of two accounts');
                const waiting = async () => (await copy.pending()).length;
                const steps = [await copy.setAccount('ada')];
                await copy.save({url: 'https://accounts.example/'});
                steps.push(await copy.setAccount('bob'));
                steps.push(await copy.sync().then(() => 'sent', ({message}) => message));
                steps.push(await waiting());
                steps.push(await copy.setAccount('ada'));
                await copy.sync();
                steps.push(await waiting());
                steps.push(await copy.setAccount('bob'));
                steps.push((await copy.links()).length);
                return steps;
                """));
  }

  /** The browser folds texts, reads queries and compares URLs by the rules of the domain. */
  @Test
  void searchingMeansWhatItMeansOnTheServer() {
    open(server.address());
    assertEquals(
        List.of(),
        differences("search.js", "({parse}, text) => parse(text).meaning", Example.queries()));
    Stream<Example> folded = texts().map(text -> new Example(text, SearchText.fold(text)));
    assertEquals(
        List.of(),
        differences(
            "search-text.js",
            "({fold}, text) => fold(text)",
            Stream.concat(Example.foldedTexts().stream(), folded).toList()));
    Stream<String> links =
        Stream.concat(Example.sameLinks().stream(), Example.differentLinks().stream())
            .flatMap(row -> Stream.of(row.given(), row.expected()));
    Stream<Example> canonical = links.map(url -> new Example(url, LinkUrl.parse(url).canonical()));
    assertEquals(
        List.of(),
        differences(
            "canonical-url.js",
            "({canonical}, text) => canonical(text)",
            Stream.concat(Example.canonicalUrls().stream(), canonical).toList()));
  }

  @Test
  void linksAndTagsAndSharedTextsAreReadAsOnTheServer() {
    open(server.address());
    assertEquals(
        List.of(),
        differences(
            "search-text.js",
            "({textOfUrl}, text) => textOfUrl(text)",
            Example.canonicalUrls().stream()
                .map(url -> new Example(url.given(), SearchText.ofUrl(url.given())))
                .toList()));
    assertEquals(
        List.of(),
        differences(
            "search-text.js",
            "({tagName, tagKey}, text) => { const name = tagName(text);"
                + " return name === null ? null : `${name} ${tagKey(name)}`; }",
            Stream.concat(tags(), texts().filter(text -> !SIGMA.matcher(text).find()))
                .map(text -> new Example(text, tag(text)))
                .toList()));
    assertEquals(
        List.of(),
        differences(
            "shared-text.js",
            "({sharedText}, text) => { const {urls, title} = sharedText(text);"
                + " return [...urls.map((url) => new URL(url).href), title].join(' ').trim(); }",
            Example.sharedTexts().stream()
                .map(example -> {
                  String[] parts = example.expected().split(" ", 2);
                  String title = parts.length > 1 ? parts[1] : "";
                  return new Example(example.given(), (href(parts[0]) + ' ' + title).strip());
                })
                .toList()));
  }

  /** As browsers write it. */
  private static String href(String url) {
    URI uri = URI.create(url);
    return uri.getHost() == null
        ? url
        : url.replace(uri.getScheme(), uri.getScheme().toLowerCase(Locale.ROOT))
            + (uri.getPath().isEmpty() ? "/" : "");
  }

  private static String tag(String text) {
    try {
      Tag tag = new Tag(text);
      return tag.name() + " " + tag.key();
    } catch (InvalidInputException e) {
      return "null";
    }
  }

  private static Stream<String> tags() {
    return Stream.of(
        "java",
        "#java",
        "##",
        "#️⃣",
        "＃タグ",
        " a  b ",
        "ΟΔΟΣ",
        "Straße",
        "İstanbul",
        "❤️",
        "x".repeat(Tag.MAX_LENGTH),
        "x".repeat(Tag.MAX_LENGTH + 1),
        "😀".repeat(Tag.MAX_LENGTH),
        "a\0b",
        "a\ud83d",
        "\ufe0f",
        "");
  }

  /** Texts of characters that each rule of folding touches, and halves of pairs. */
  private static Stream<String> texts() {
    Random random = new Random(SEED);
    int[] tricky = TRICKY.codePoints().toArray();
    return Stream.generate(
            () -> {
              StringBuilder text = new StringBuilder();
              for (int length = random.nextInt(8); length > 0; length--) {
                text.appendCodePoint(tricky[random.nextInt(tricky.length)]);
              }
              return text.toString();
            })
        .limit(3_000);
  }

  /** JSON in ASCII, in which half a surrogate pair stays what it is. */
  private static String quoted(String text) {
    return text.chars()
        .mapToObj(c -> "\\u%04x".formatted(c))
        .collect(Collectors.joining("", "\"", "\""));
  }

  private static List<String> differences(String module, String function, List<Example> examples) {
    List<String> answers =
        browser.async(
            CLIENT
                + "const module = await import(address.replace('linkhold-sync.js', given[0]));"
                + "return given[1].map((code) => JSON.parse(code)).map((text) => String(("
                + function
                + ")(module, text)));",
            module,
            examples.stream().map(example -> quoted(example.given())).toList());
    return IntStream.range(0, examples.size())
        .filter(i -> !examples.get(i).expected().equals(answers.get(i)))
        .mapToObj(i -> examples.get(i) + " but " + answers.get(i))
        .toList();
  }
}
