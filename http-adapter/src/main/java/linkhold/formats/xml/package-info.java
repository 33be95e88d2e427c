/**
 * Links in XML: outlines (OPML), XBEL, the posts of Pinboard and del.icio.us, and Apple's property
 * lists. All are read by {@link linkhold.formats.xml.XmlText}, without DTDs and entities.
 */
@NullMarked
package linkhold.formats.xml;

import org.jspecify.annotations.NullMarked;
