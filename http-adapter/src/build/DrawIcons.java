import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Draws the page's icons, which are those of icon.svg, as the PNGs that phones ask for. */
public final class DrawIcons {

  private static final double GRID = 64;
  private static final Color GROUND = new Color(0x12685a);

  private DrawIcons() {}

  public static void main(String[] arguments) throws IOException {
    System.setProperty("java.awt.headless", "true");
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    draw(folder.resolve("icon-180.png"), 180, 0, 1);
    draw(folder.resolve("icon-192.png"), 192, 14, 1);
    draw(folder.resolve("icon-512.png"), 512, 14, 1);
    draw(folder.resolve("icon-maskable-512.png"), 512, 0, 0.8);
  }

  /**
   * Draws one icon.
   *
   * @param corner the radius of the ground's corners; 0 where the phone cuts them itself
   * @param scale how large the sign is
   */
  private static void draw(Path file, int size, double corner, double scale) throws IOException {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
    Graphics2D canvas = image.createGraphics();
    canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    canvas.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    canvas.scale(size / GRID, size / GRID);
    canvas.setColor(GROUND);
    canvas.fill(new RoundRectangle2D.Double(0, 0, GRID, GRID, 2 * corner, 2 * corner));
    canvas.translate(GRID / 2, GRID / 2);
    canvas.scale(scale, scale);
    canvas.rotate(Math.toRadians(-45));
    canvas.setColor(Color.WHITE);
    canvas.setStroke(new BasicStroke(5.5f));
    canvas.draw(new RoundRectangle2D.Double(-23, -8.5, 29, 17, 17, 17));
    canvas.draw(new RoundRectangle2D.Double(-6, -8.5, 29, 17, 17, 17));
    canvas.dispose();
    ImageIO.write(image, "png", file.toFile());
  }
}
