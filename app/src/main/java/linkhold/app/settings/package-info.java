/**
 * What a setting is, but no setting itself: a {@link linkhold.app.settings.Setting} is one entry of
 * a {@link linkhold.app.settings.SettingTable}, and {@link linkhold.app.settings.SettingValues} has
 * the values of that table from a YAML file, the environment and the flags, and collects every
 * mistake.
 */
@NullMarked
package linkhold.app.settings;

import org.jspecify.annotations.NullMarked;
